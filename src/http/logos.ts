/** A platform's tile as an image at /logos/<id>.svg, for every place that names a channel: its logo, or its initials. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { folderOf } from "../connectors/kit/contract/another-name.ts";
import type { Connector, ConnectorMeta } from "../connectors/kit/contract/contract.ts";

const CONNECTORS = join(import.meta.dirname, "../connectors");
const SIZE = 24;
/** Of the tile, left free around the logo on each side. */
const MARGIN = 5;
const DAY_S = 86_400;

type Named = Pick<ConnectorMeta, "id" | "name" | "color">;

/**
 * A route for each platform; a logo is a file of 24 by 24, `logo.svg` in the folder of the platform's name, or `<id>.svg`
 * in one it shares. A package says where its own is.
 */
export function serveLogos(
  app: FastifyInstance,
  connectors: Iterable<Pick<Connector, "meta" | "folder" | "files">>,
): void {
  for (const connector of connectors) {
    const platform = connector.meta;
    const own = [join(platform.id, "logo.svg"), join(folderOf(connector), `${platform.id}.svg`)];
    const files = [
      ...(connector.files?.logo ? [connector.files.logo] : []),
      ...own.map((path) => join(CONNECTORS, path)),
    ];
    const file = files.find((path) => existsSync(path));
    const drawn = tileOf(platform, file === undefined ? undefined : readFileSync(file, "utf8"));
    app.get(`/logos/${platform.id}.svg`, { schema: { hide: true } }, (_request, reply) =>
      reply
        .type("image/svg+xml")
        .header("cache-control", `public, max-age=${DAY_S}`)
        .header("content-security-policy", "default-src 'none'")
        .send(drawn),
    );
  }
}

/** The platform's colour with its logo on it in one ink, as its makers draw it on a coloured ground. */
export function tileOf({ name, color }: Named, logo: string | undefined): string {
  const ink = inkOn(color, logo === undefined ? LETTERS : SHAPES);
  const width = SIZE + 2 * MARGIN;
  const shape = logo?.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const drawing =
    shape === undefined
      ? `<text x="${width / 2}" y="${width / 2}" dy="0.35em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13" font-weight="600">${initialsOf(name)}</text>`
      : `<g transform="translate(${MARGIN} ${MARGIN})">${shape}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${width}"><rect width="${width}" height="${width}" fill="${color}"/><g fill="${ink}" color="${ink}">${drawing}</g></svg>`;
}

/** Two at most, of one script: letters of two do not stand together. */
function initialsOf(name: string): string {
  const letters = name.split(/[^\p{L}\p{N}]+/u).flatMap((word) => word[0] ?? []);
  const isLatin = (letter: string) => /\p{Script=Latin}/u.test(letter);
  const same = letters.filter((letter) => isLatin(letter) === isLatin(letters[0] ?? ""));
  return same.join("").slice(0, 2).toUpperCase();
}

/** Brightness of a ground from which on white cannot be told from it: letters need more contrast than a logo does. */
const LETTERS = 0.18;
const SHAPES = 0.45;

/** White, or near black on light colours. */
function inkOn(color: string, brightest: number): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const linear = (part: number) => (part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > brightest ? "#111" : "#fff";
}

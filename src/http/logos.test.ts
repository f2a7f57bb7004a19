import Fastify from "fastify";
import { expect, test } from "vitest";
import { connectors } from "../connectors/index.ts";
import { serveLogos, tileOf } from "./logos.ts";

test("a tile shows the platform's logo, else its initials, in an ink that can be read on its colour", () => {
  const logo = '<svg role="img" viewBox="0 0 24 24"><title>A</title><path d="M0 0"/></svg>\n';
  const drawn = tileOf({ id: "a", name: "Any shop", color: "#102030" }, logo);
  expect(drawn).toContain(
    '<g fill="#fff" color="#fff"><g transform="translate(5 5)"><title>A</title><path d="M0 0"/></g></g>',
  );
  const letters = (name: string) =>
    />([^<]*)<\/text>/.exec(tileOf({ id: "a", name, color: "#ffee00" }, undefined))?.[1];
  expect(["Nile Soap & Co", "متجر Nile", "shop"].map(letters)).toEqual(["NS", "م", "S"]);
  expect(tileOf({ id: "a", name: "Sun", color: "#ffee00" }, undefined)).toContain('fill="#111"');
});

test("every platform of the catalog has a drawing of its own, none its initials", async () => {
  const app = Fastify();
  serveLogos(app, connectors.values());
  const drawn = new Map<string, string>();
  for (const id of connectors.keys()) drawn.set(id, (await app.inject(`/logos/${id}.svg`)).body);
  expect([...drawn].filter(([, tile]) => tile.includes("<text") || !tile.includes("<path")).map(([id]) => id)).toEqual(
    [],
  );
  const shapes = [...drawn.values()].map((tile) => /translate\(5 5\)">(.*)<\/g><\/g>/.exec(tile)?.[1]);
  expect(new Set(shapes).size).toBe(drawn.size);
});

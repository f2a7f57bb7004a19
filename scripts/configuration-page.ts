/** What docs/configuration.md says: every environment variable of the hub, and those that connectors read. */
import type { ConnectorMeta } from "../src/connectors/kit/contract/contract.ts";
import { PREVIOUS } from "../src/engine/app-credentials.ts";
import { abouts, type Setting, settings } from "../src/settings.ts";

const TITLES: Readonly<Record<(typeof abouts)[number], string>> = {
  address: "Where it is reached",
  process: "The process",
  traces: "Traces",
  database: "Data",
  files: "Files",
  secrets: "Keys",
  people: "People",
  mail: "Mail",
  channels: "Calls to channels",
  limits: "How many, how large",
  keeping: "How long things are kept",
};

const code = (text: string): string => `\`${text}\``;

const OPENING = `# Configuration

Every setting is an environment variable, read once at the start. An empty one counts as not set; every malformed one is named at the start, and nothing is begun. This page is written from the program by ${code("npm run configuration")}.
`;

const APPS = `How an app is made stands in each guide. An organization may bring its own instead: ${code("PUT /api/integrations/providers/:provider/app")} ([decision 120](decisions/120-an-app-of-ones-own.md)). Where one of them proves webhooks and is replaced, the one before it goes into the same variable followed by ${code(PREVIOUS)}, and proves them too for as long as it stands there ([decision 437](decisions/437-every-replaced-webhook-secret-overlaps.md)).
`;

type Meta = Pick<ConnectorMeta, "name" | "id" | "appEnvironment" | "baseUrlEnvironment">;

/** The whole page; `metas` are the connectors'. */
export function configurationPage(metas: readonly Meta[]): string {
  const known: Readonly<Record<string, Setting>> = settings;
  const sections = abouts.map((about) => {
    const rows = Object.entries(known)
      .filter(([, setting]) => setting.about === about)
      .map(([name, setting]) => [code(name), fallbackOf(setting), valuesOf(setting), setting.meaning]);
    return `## ${TITLES[about]}\n\n${table(["variable", "where not set", "values", "meaning"], rows)}`;
  });
  const apps = table(["variable", "provider", "meaning"], metas.flatMap(rowsOf));
  return [OPENING, ...sections, `## Providers\n\n${APPS}\n${apps}`].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** Words stay words; values are set apart. */
function fallbackOf({ fallback }: Setting): string {
  const isWords = fallback === "none" || fallback.includes("`") || fallback.startsWith("the ");
  return isWords ? fallback : code(fallback);
}

function valuesOf({ range, oneOf, shape }: Setting): string {
  if (range) return `${range[0]} to ${range[1]}`;
  return oneOf ? oneOf.map(code).join(", ") : (shape ?? "any text");
}

/** The operator's own apps at a platform, and where else it may be called. */
function rowsOf({ id, name, appEnvironment = {}, baseUrlEnvironment }: Meta): string[][] {
  const guide = `[${name}](providers/${id}.md)`;
  const apps = Object.entries(appEnvironment).map(([secret, variable]) => [
    code(variable),
    guide,
    `${code(secret)} of your app there, for every organization that brings no app of its own`,
  ]);
  if (!baseUrlEnvironment) return apps;
  const elsewhere = "another address to call, for a proxy of yours; every channel that names none of its own uses it";
  return [...apps, [code(baseUrlEnvironment), guide, elsewhere]];
}

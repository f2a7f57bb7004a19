/** Generates docs/configuration.md: every environment variable of the hub, and those that connectors read. */
import type { ConnectorMeta } from "../src/connectors/kit/contract/contract.ts";
import { PREVIOUS } from "../src/engine/connections/app-credentials.ts";
import { abouts, type Setting, settings } from "../src/settings.ts";

const TITLES: Readonly<Record<(typeof abouts)[number], string>> = {
  address: "Addresses",
  process: "Process, logs and metrics",
  traces: "Traces",
  database: "Database",
  files: "Files",
  secrets: "Encryption keys",
  people: "Accounts and sign-in",
  mail: "E-mail",
  channels: "Channels",
  limits: "Limits",
  keeping: "Retention",
};

const code = (text: string): string => `\`${text}\``;

const OPENING = `# Configuration

Every setting is an environment variable, read once at start. An empty value counts as not set. If values are invalid, the hub lists all of them and does not start. This page is generated from the code by ${code("npm run configuration")}.
`;

const APPS = `Each guide explains how to create an app. An organization can use its own app instead: ${code("PUT /api/integrations/providers/:provider/app")} ([decision 120](decisions/connecting-a-channel.md#120)). When you replace a secret that signs webhooks, put the previous one into the same variable with the suffix ${code(PREVIOUS)}: both are accepted as long as it is set ([decision 437](decisions/webhooks.md#437)).
`;

type Meta = Pick<ConnectorMeta, "name" | "id" | "appEnvironment" | "baseUrlEnvironment">;

/** The whole page; `metas` are those of the connectors. */
export function configurationPage(metas: readonly Meta[]): string {
  const existing: Readonly<Record<string, Setting>> = settings;
  const sections = abouts.map((about) => {
    const rows = Object.entries(existing)
      .filter(([, setting]) => setting.about === about)
      .map(([name, setting]) => [code(name), fallbackOf(setting), valuesOf(setting), setting.meaning]);
    return `## ${TITLES[about]}\n\n${table(["variable", "default", "values", "meaning"], rows)}`;
  });
  const apps = table(["variable", "provider", "meaning"], metas.flatMap(rowsOf));
  return [OPENING, ...sections, `## Providers\n\n${APPS}\n${apps}`].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** Values are code, descriptions are not. */
function fallbackOf({ fallback }: Setting): string {
  const isWords = fallback === "none" || fallback.includes("`") || fallback.startsWith("the ");
  return isWords ? fallback : code(fallback);
}

function valuesOf({ range, oneOf, shape }: Setting): string {
  if (range) return `${range[0]} to ${range[1]}`;
  return oneOf ? oneOf.map(code).join(", ") : (shape ?? "any text");
}

/** The operator's apps at a platform, and the override of its base URL. */
function rowsOf({ id, name, appEnvironment = {}, baseUrlEnvironment }: Meta): string[][] {
  const guide = `[${name}](providers/${id}.md)`;
  const apps = Object.entries(appEnvironment).map(([secret, variable]) => [
    code(variable),
    guide,
    `${code(secret)} of your app, for organizations without their own app`,
  ]);
  if (!baseUrlEnvironment) return apps;
  const elsewhere = "base URL to call instead, for example your proxy; used by every channel without its own";
  return [...apps, [code(baseUrlEnvironment), guide, elsewhere]];
}

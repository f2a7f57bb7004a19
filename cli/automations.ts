/** Automations: what they are, what they would do, and what they did. */
import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { body } from "../sdk/index.ts";
import { say, show, table } from "./print.ts";
import { Advice, connectHub } from "./profile.ts";

export function automationCommands(program: Command): void {
  const automations = program
    .command("automations")
    .description("rules that act by themselves, in the order they are asked in")
    .option("--json", "as JSON")
    .action(list);
  automations
    .command("export")
    .description("all of them as JSON")
    .option("--out <file>", "where to; without it, standard output")
    .action(exportAll);
  automations.command("import").description("add those of a file, switched off").argument("<file>").action(importAll);
  automations
    .command("dry-run")
    .description("what those of the hub, or of a file, would do with the last orders")
    .argument("[file]")
    .option("--orders <number>", "how many orders", "100")
    .action(dryRun);
  automations
    .command("on")
    .description("switch one on")
    .argument("<id>")
    .action((id: string) => turn(id, true));
  automations
    .command("off")
    .description("switch one off")
    .argument("<id>")
    .action((id: string) => turn(id, false));
  automations
    .command("runs")
    .description("what they did and why, the last first")
    .option("--order <id>", "to one order")
    .option("--limit <number>", "how many", "20")
    .option("--json", "as JSON")
    .action(runs);
  automations
    .command("undo")
    .description("undo a run, except for what was changed since")
    .argument("<run>")
    .action(undo);
  versionCommands(automations);
}

function versionCommands(automations: Command): void {
  automations
    .command("versions")
    .description("the versions one had, the newest first")
    .argument("<id>")
    .option("--json", "as JSON")
    .action(versions);
  automations
    .command("restore")
    .description("save an earlier version again, as the next one")
    .argument("<id>")
    .argument("<version>")
    .action(restore);
}

const minute = (time: string) => time.slice(0, 16).replace("T", " ");

async function list({ json }: { readonly json?: boolean }): Promise<void> {
  const { hub } = await connectHub();
  const { items } = await body(hub.GET("/api/automations"));
  show(items, {
    json,
    table: () =>
      table(
        ["ID", "NAME", "WHEN", "STATE"],
        items.map(({ id, name, trigger, isOn, stoppedBecause }) => [
          id,
          name,
          trigger,
          isOn ? "on" : stoppedBecause === null ? "off" : `stopped: ${stoppedBecause}`,
        ]),
        "No automations.",
      ),
  });
}

async function exportAll({ out }: { readonly out?: string }): Promise<void> {
  const { hub } = await connectHub();
  const text = JSON.stringify(await body(hub.GET("/api/automations/export")), null, 2);
  if (out === undefined) return say(text);
  await writeFile(out, `${text}\n`);
  say(`Written to ${out}.`);
}

/** The automations of a file as the export writes it. */
async function readExport(file: string): Promise<unknown[]> {
  const text = await readFile(file, "utf8");
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given === "object" && given !== null && "automations" in given && Array.isArray(given.automations))
      return given.automations;
  } catch (error) {
    throw new Advice(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new Advice(`${file} is no export of automations: it has no "automations".`);
}

async function importAll(file: string): Promise<void> {
  const { hub } = await connectHub();
  const automations = await readExport(file);
  const format = { format: "argosy.automations", formatVersion: 1 } as const;
  const { items } = await body(hub.POST("/api/automations/import", { body: { ...format, automations } }));
  say(`Added ${items.length}, switched off.`);
}

async function dryRun(file: string | undefined, { orders }: { readonly orders: string }): Promise<void> {
  const { hub } = await connectHub();
  const requested = { orders: Number(orders), ...(file !== undefined && { automations: await readExport(file) }) };
  const found = await body(hub.POST("/api/automations/dry-run", { body: requested }));
  const rows = found.rows.flatMap(({ number, matches }) =>
    matches.map(({ name, actions }) => [number, name, actions.map((action) => String(action["do"])).join(", ")]),
  );
  say(table(["ORDER", "AUTOMATION", "WOULD DO"], rows, "Nothing would be done."));
  say(`${found.matched} of ${found.orders} orders.`);
}

async function turn(id: string, isOn: boolean): Promise<void> {
  const { hub } = await connectHub();
  const { name } = await body(hub.PATCH("/api/automations/{id}", { params: { path: { id } }, body: { isOn } }));
  say(`${name} is ${isOn ? "on" : "off"}.`);
}

const versionsOf = async (id: string) => {
  const { hub } = await connectHub();
  return body(hub.GET("/api/automations/{id}/versions", { params: { path: { id } } }));
};

async function versions(id: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { items } = await versionsOf(id);
  show(items, {
    json,
    table: () =>
      table(
        ["VERSION", "SAVED", "BY", "NAME", "DOES"],
        items.map(({ version, savedAt, savedBy, definition: { name, actions } }) => [
          String(version),
          minute(savedAt),
          savedBy,
          name,
          actions.map((action) => String(action["do"])).join(", "),
        ]),
        "No versions.",
      ),
  });
}

/** What was saved since the versions were read is not overwritten: the hub refuses. */
async function restore(id: string, version: string): Promise<void> {
  const { items } = await versionsOf(id);
  const [latest] = items;
  const earlier = items.find((each) => String(each.version) === version);
  if (!latest || !earlier) throw new Advice(`There is no version ${version}. See: argosy automations versions ${id}`);
  const { hub } = await connectHub();
  const saved = await body(
    hub.PUT("/api/automations/{id}", {
      params: { path: { id } },
      body: { ...earlier.definition, ifVersion: latest.version },
    }),
  );
  say(`${saved.name} is as in version ${version}; saved as version ${saved.version}.`);
}

interface RunOptions {
  readonly order?: string;
  readonly limit: string;
  readonly json?: boolean;
}

async function runs({ order, limit, json }: RunOptions): Promise<void> {
  const { hub } = await connectHub();
  const query = { limit: Number(limit), ...(order !== undefined && { orderId: order }) };
  const { items } = await body(hub.GET("/api/automations/runs", { params: { query } }));
  show(items, {
    json,
    table: () =>
      table(
        ["RUN", "AT", "AUTOMATION", "ORDER", "OUTCOME", "DID"],
        items.map(({ id, at, name, orderNumber, outcome, acts, error }) => [
          id,
          minute(at),
          name,
          orderNumber ?? "",
          outcome,
          error ?? acts.map((act) => String(act["do"])).join(", "),
        ]),
        "No runs.",
      ),
  });
}

async function undo(id: string): Promise<void> {
  const { hub } = await connectHub();
  const { acts } = await body(hub.POST("/api/automations/runs/{id}/undo", { params: { path: { id } } }));
  const reported = acts.flatMap((act) =>
    act["undone"] === undefined ? [] : [`${act["do"]}: ${act["undone"] ? "undone" : "changed since"}`],
  );
  say(reported.join("\n"));
}

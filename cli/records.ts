/** Orders, imports and exports. */
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { body, type Hub } from "../sdk/index.ts";
import { say, show, table } from "./print.ts";
import { Advice, connectHub } from "./profile.ts";

const FILES: Readonly<Record<string, string>> = {
  orders: "/api/orders/export",
  products: "/api/products/export",
  stock: "/api/inventory/levels/export",
  "low-stock": "/api/inventory/low-stock",
};

interface ListOptions {
  readonly toShip?: boolean;
  readonly late?: boolean;
  readonly limit: string;
  readonly json?: boolean;
}

export function recordCommands(program: Command): void {
  program
    .command("orders")
    .description("orders of every channel, the newest first")
    .argument("[words...]", "number, name, SKU, tracking number")
    .option("--to-ship", "that wait to be shipped")
    .option("--late", "that wait past their time")
    .option("--limit <number>", "how many", "20")
    .option("--json", "as JSON")
    .action(orders);
  program
    .command("import")
    .description("make and change products by a CSV or JSON file")
    .argument("<file>")
    .option("--check", "only say what would happen")
    .action(importFile);
  program
    .command("export")
    .description("a list as a file: orders, products, stock or low-stock")
    .argument("<what>")
    .option("--format <format>", "csv or jsonl", "csv")
    .option("--out <file>", "where to; without it, standard output")
    .action(exportFile);
  program.command("verify-audit").description("check that the audit trail is unbroken").action(verifyTrail);
}

async function verifyTrail(): Promise<void> {
  const { hub } = await connectHub();
  const { intact, entries, brokenAt } = await body(hub.GET("/api/audit/verify"));
  if (!intact) throw new Advice(`The audit trail is broken at entry ${brokenAt}.`);
  say(`The audit trail is unbroken: ${entries} entries.`);
}

async function orders(texts: readonly string[], { toShip, late, limit, json }: ListOptions): Promise<void> {
  const { hub } = await connectHub();
  const query = {
    limit: Number(limit),
    ...(texts.length > 0 && { q: texts.join(" ") }),
    ...(toShip && { toShip: "true" as const }),
    ...(late && { late: "true" as const }),
  };
  const { items } = await body(hub.GET("/api/orders", { params: { query } }));
  show(items, {
    json,
    table: () =>
      table(
        ["ORDER", "CHANNEL", "STATE", "CUSTOMER", "PLACED"],
        items.map(({ number, storeName, state, customerName, placedAt }) => [
          number,
          storeName ?? "",
          state,
          customerName ?? "",
          placedAt.slice(0, 16).replace("T", " "),
        ]),
        "No orders.",
      ),
  });
}

const POLL_EVERY_MS = 500;

async function importFile(file: string, { check = false }: { readonly check?: boolean }): Promise<void> {
  const { hub, upload } = await connectHub();
  const made = await upload(`/api/imports?name=${encodeURIComponent(basename(file))}`, await readFile(file));
  if (typeof made !== "object" || made === null || !("id" in made)) throw new Advice("The hub did not take the file.");
  const path = { id: String(made.id) };
  await body(
    check
      ? hub.POST("/api/imports/{id}/check", { params: { path } })
      : hub.POST("/api/imports/{id}/apply", { params: { path }, body: {} }),
  );
  const { counts, error } = await ended(hub, path, check ? "check" : "apply");
  if (error !== null) throw new Advice(error);
  const reported = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  say(`${check ? "Would be" : "Done"}: ${reported.join(", ") || "nothing"}.`);
}

/** Waits until the hub is through with it. */
async function ended(hub: Hub, path: { readonly id: string }, what: "check" | "apply") {
  for (;;) {
    const seen = (await body(hub.GET("/api/imports/{id}", { params: { path } })))[what];
    if (seen !== null && seen.state !== "queued" && seen.state !== "running") return seen;
    await new Promise((wake) => setTimeout(wake, POLL_EVERY_MS));
  }
}

async function exportFile(
  what: string,
  { format, out }: { readonly format: string; readonly out?: string },
): Promise<void> {
  const path = FILES[what];
  if (path === undefined) throw new Advice(`Export what? ${Object.keys(FILES).join(", ")}, not "${what}".`);
  const { download } = await connectHub();
  const bytes = Readable.from(await download(`${path}?${new URLSearchParams({ format })}`));
  if (out === undefined) return pipeline(bytes, process.stdout, { end: false });
  await pipeline(bytes, createWriteStream(out));
  say(`Written to ${out}.`);
}

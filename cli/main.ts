/** The command `argosy`. See docs/cli.md. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { body } from "../sdk/index.ts";
import { automationCommands } from "./automations.ts";
import { channelCommands } from "./channels.ts";
import { say } from "./print.ts";
import { Advice, adviceOf, connectHub, saveProfile } from "./profile.ts";
import { recordCommands } from "./records.ts";

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

/** From the keyboard or a pipe, so that neither the list of processes nor the shell's history holds it. */
async function typedKey(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("API key: ");
  const lines = createInterface({ input: process.stdin, terminal: false });
  for await (const line of lines) if (line.trim() !== "") return line.trim();
  throw new Advice("No key was given. Type it when asked, or pipe it in.");
}

const program = new Command("argosy").description("Works with an Argosy hub.").version(version);
program
  .command("login")
  .description("keep the address of a hub and an API key")
  .requiredOption("--url <url>", "the hub's address")
  .option(
    "--key <key>",
    "an API key of it; better left out and typed, or piped in: other users see a command's options",
  )
  .action(async ({ url, key }: { url: string; key?: string }) => {
    const apiKey = key ?? (await typedKey());
    process.env["ARGOSY_URL"] = url;
    process.env["ARGOSY_KEY"] = apiKey;
    const { hub } = await connectHub();
    const { name } = await body(hub.GET("/api/organization"));
    say(`Signed in to ${name}; kept in ${await saveProfile({ url, apiKey })}.`);
  });
channelCommands(program);
recordCommands(program);
automationCommands(program);

/** Work on the machine of the hub itself, with its settings; see docs/operations.md. */
const onTheMachine = [
  ["doctor", "", "look for what keeps this machine's hub from working well"],
  ["backup", "<file>", "write everything the hub knows into one file"],
  ["restore", "<file>", "fill an empty database from a backup"],
  ["rotate-keys", "", "seal every secret with the current key"],
  ["distribute", "[servers]", "spread the database over servers with Citus (host:port,host:port)"],
  ["move-files", "<to>", "move uploaded files to object storage (s3) or back (database)"],
] as const;
const options: Partial<Record<string, readonly (readonly [flags: string, description: string])[]>> = {
  distribute: [
    ["--add <server>", "make a server part of the database"],
    ["--move <place>", "move a place to the server named, or complete a move that was cut short"],
    ["--drain <server>", "move all places of a server to the others, and take it out of the database"],
  ],
};
for (const [name, requires, description] of onTheMachine) {
  const command = program.command(`${name} ${requires}`.trim()).description(`${description} (on its machine)`);
  for (const [flags, does] of options[name] ?? []) command.option(flags, does);
  command.action(() => {
    const given = requires === "<file>" ? command.args.map((file) => resolve(file)) : command.args;
    const chosen = Object.entries(command.opts<Record<string, string>>()).flatMap(([flag, value]) => [
      `--${flag}`,
      value,
    ]);
    const script = join(root, `scripts/${name}.ts`);
    const run = spawnSync(process.execPath, [...process.execArgv, script, ...chosen, ...given], { stdio: "inherit" });
    process.exitCode = run.status ?? 1;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  const advice = adviceOf(error);
  process.stderr.write(`${advice ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exitCode = 1;
}

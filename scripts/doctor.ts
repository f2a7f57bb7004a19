/** Looks for what keeps this machine's hub from working well. Changes nothing. See docs/operations.md. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ConfigError, loadConfig } from "../src/config.ts";
import { loadKeys } from "../src/db/keys.ts";
import { startServer } from "../src/db/server.ts";
import { StartError } from "../src/db/start-error.ts";
import {
  checkAddress,
  checkConnectors,
  checkFiles,
  checkFolder,
  checkHomes,
  checkHub,
  checkMail,
  checkProgram,
  checkReplica,
  checkServer,
  type Finding,
  type Patient,
} from "./doctor-checks.ts";

const SIGNS = { ok: "ok     ", warning: "WARNING", fault: "FAULT  " } as const;
const print = (text: string) => void process.stdout.write(`${text}\n`);

let faults = 0;
function report({ what, state, says }: Finding): void {
  if (state === "fault") faults += 1;
  print(`${SIGNS[state]}  ${what}: ${says}`);
}

/** A check that breaks is a finding too: the others are still made. */
async function made(what: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [{ what, state: "fault", says: error instanceof Error ? error.message : String(error) }];
  }
}

async function examine(): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
  for (const each of checkProgram(String(dependencies.node))) report(each);
  const config = loadConfig(process.env);
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  const outside: Omit<Patient, "ownerUrl"> = { config, keys };
  for (const [what, check] of [
    ["data folder", checkFolder],
    ["public address", checkAddress],
    ["mail", checkMail],
    ["files", checkFiles],
    ["connectors", checkConnectors],
  ] as const)
    for (const each of await made(what, () => check({ ...outside, ownerUrl: "" }))) report(each);
  if (keys.isNew && config.databaseUrl === undefined) {
    report({ what: "hub", state: "ok", says: `there is none at ${config.dataDir} yet; npm start makes one` });
    return;
  }
  const server = await startServer({ ...config, log: () => undefined });
  try {
    const patient = { ...outside, ownerUrl: server.ownerUrl };
    for (const [what, check] of [
      ["database", checkServer],
      ["replica", checkReplica],
      ["places", checkHomes],
      ["hub", checkHub],
    ] as const)
      for (const each of await made(what, () => check(patient))) report(each);
  } finally {
    await server.stop();
  }
}

try {
  await examine();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
  report({ what: "start", state: "fault", says: error.message });
}
print(faults === 0 ? "\nNothing keeps the hub from working." : `\n${faults} to mend.`);
process.exitCode = faults === 0 ? 0 : 1;

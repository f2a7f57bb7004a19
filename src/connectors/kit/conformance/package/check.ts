/** Everything that a connector's package has to pass, by one command, which says at its end all there is to mend. */
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { capturesPart, mutantsPart, packagePart, simulationPart, suiteParts, textsPart, typesPart } from "./parts.ts";
import { checkReport, type Part } from "./report.ts";
import { findPackageFolder } from "./tests.ts";

/** Of the command line; answers the exit code. */
export async function checkPackage(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      /** A clone of the hub, which simulates worlds with this connector. */
      hub: { type: "string" },
      seeds: { type: "string", default: "20" },
      /** Only planted bugs whose name holds this. */
      mutants: { type: "string" },
    },
  });
  const place = findPackageFolder(process.cwd(), positionals[0]);
  const { hub, seeds, mutants } = values;
  const simulated = { seeds, ...(hub !== undefined && { hub: resolve(hub) }) };
  const parts: Part[] = [];
  for (const [name, run] of Object.entries<() => Part | Part[] | Promise<Part>>({
    types: () => typesPart(place),
    package: () => packagePart(place),
    texts: () => textsPart(place),
    suite: () => suiteParts(place),
    mutants: () => mutantsPart(place, mutants),
    captures: () => capturesPart(place),
    simulation: () => simulationPart(place, simulated),
  }))
    parts.push(...(await ended(name, run)));
  process.stdout.write(`\n${checkReport(parts)}`);
  return parts.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

/** A part that breaks off, as where a module cannot be loaded, is one to mend, and the next one runs. */
async function ended(name: string, run: () => Part | Part[] | Promise<Part>): Promise<Part[]> {
  try {
    return [await run()].flat();
  } catch (error) {
    return [{ name, result: "failed", problems: [error instanceof Error ? error.message : String(error)] }];
  }
}

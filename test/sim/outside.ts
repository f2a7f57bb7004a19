/** A connector that ships as a package of its own, for worlds of it: from the folder it is developed or installed in. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openCatalog } from "../../src/connectors/catalog.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import { packagesFolder } from "../../src/connectors/packages.ts";

export interface OutsideConnector {
  readonly id: string;
  /** It and those of the repository. */
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** Loads the package of this folder as a hub that names it does. Throws an Error where a hub would leave it out. */
export async function connectorOfFolder(folder: string): Promise<OutsideConnector> {
  const { name, argosy } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly argosy?: { readonly id?: string };
  };
  const dataDir = mkdtempSync(join(tmpdir(), "argosy-sim-package-"));
  try {
    const place = join(packagesFolder(dataDir), name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(realpathSync(folder), place);
    const log = { info: () => undefined, warn: () => undefined };
    const { connectors, problems } = await openCatalog({ connectors: [name], dataDir }, { log });
    const [problem] = problems;
    if (problem) throw new Error(problem.says);
    return { id: argosy?.id ?? "", connectors };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

import type { Import } from "./imports.ts";

/**
 * The arrows of the house, one direction only:
 *   commerce <- connectors/kit <- connectors/<id> <- sandboxes/<id>
 *   commerce <- db <- hub <- { engine, http } <- main;   engine also -> connectors (their list and the kit)
 */
const mayImport: readonly { of: RegExp; may: RegExp }[] = [
  { of: /^src\/commerce\//, may: /^src\/commerce\// },
  { of: /^src\/connectors\/kit\//, may: /^src\/(commerce|connectors\/kit)\// },
  { of: /^src\/connectors\/[^/]+\//, may: /^src\/(commerce|connectors\/kit|connectors\/OWN|sandboxes\/OWN)\// },
  { of: /^src\/sandboxes\/[^/]+\//, may: /^src\/(commerce|connectors\/kit|connectors\/OWN|sandboxes\/OWN)\// },
  { of: /^src\/sandboxes\/index\.ts$/, may: /^src\/connectors\/(kit\/|index\.ts)/ },
  { of: /^src\/connectors\/[^/]+\.ts$/, may: /^src\/(commerce\/|connectors\/|sandboxes\/|config\.ts)/ },
  { of: /^src\/(config|settings)\.ts$/, may: /^src\/(commerce\/|settings\.ts)/ },
  { of: /^src\/db\//, may: /^src\/(commerce|db)\// },
  { of: /^src\/hub\//, may: /^src\/(commerce\/|db\/|hub\/|config\.ts)/ },
  { of: /^src\/engine\//, may: /^src\/(commerce\/|db\/|hub\/|engine\/|config\.ts|connectors\/(kit\/|[^/]+\.ts))/ },
  { of: /^src\/http\//, may: /^src\/(commerce\/|db\/|hub\/|engine\/|http\/|config\.ts|connectors\/(kit\/|[^/]+\.ts))/ },
  { of: /^src\/main\.ts$/, may: /^src\/(?!connectors\/[^/]+\/)/ },
  { of: /^sdk\//, may: /^sdk\// },
  { of: /^web\/src\/ui\//, may: /^(web\/src\/(ui|data|i18n|storage|hub-messages)\/|src\/commerce\/)/ },
  { of: /^web\/src\/i18n\//, may: /^(web\/src\/(i18n|storage|(?:[^/]+\/)+messages)\/|src\/commerce\/)/ },
  { of: /^web\/src\/data\//, may: /^(web\/src\/(data|i18n|storage)\/|src\/commerce\/|sdk\/)/ },
  { of: /^web\/src\/storage\//, may: /^web\/src\/storage\// },
  { of: /^web\/src\/(shell|routing)\//, may: /^(web|sdk)\// },
  { of: /^web\/src\/main\.tsx$/, may: /^web\// },
  // A subject of the dashboard: other subjects only by the pieces they offer.
  { of: /^web\/src\//, may: /^(web\/src\/(?!shell\/|routing\/tree)|src\/commerce\/|sdk\/)/ },
];

/** Whole-system tests may start anything, and the dashboard's compare its texts with the hub's; a connector's own tests stay within its arrows. */
const FREE = /^(src\/(db|hub|engine|http)|web\/src)\/.*\.test\.ts$|^(test|bench|demo|scripts|cli)\/|\.config\.ts$/;
/** Code that only tests, demo and tools run: it may use development packages, and what serves may not use it. */
const FOR_TESTS =
  /\.test\.ts$|^src\/db\/test-server\.ts$|^web\/src\/(.*\/)?testing[-.]|^src\/(.*\/)?(testing|samples|conformance|fidelity|specs?|sandbox(es)?)(\/|[-.])/;

/** Exploring starts sandboxes inside the hub: what it needs of them ships. */
const SANDBOXES = /^src\/(sandboxes\/|connectors\/kit\/sandbox\/)/;
const MAY_START_SANDBOXES = /^src\/(start\.ts$|engine\/explore\/)/;

/** That the rows lie on several servers is known to the database alone, to the operator's command, and to tests of it. */
const SERVERS = /^src\/db\/distributed\//;
const MAY_NAME_SERVERS = /^src\/db\/|^scripts\/distribute\.ts$|^(test|bench)\/|\.test\.ts$/;

/** Says what is wrong with an import, or nothing. */
export function brokenArrow(
  found: Import,
  packages: ReadonlySet<string>,
  devPackages: ReadonlySet<string>,
): string | undefined {
  const place = `${found.from}:${found.line}`;
  if (found.kind === "missing") return `${place} imports ${found.to}, which does not exist`;
  const isSandbox = SANDBOXES.test(found.from) && !/\.test\.ts$|\/fidelity[-.]/.test(found.from);
  const isShipped = /^(src|web\/src|sdk)\//.test(found.from) && (isSandbox || !FOR_TESTS.test(found.from));
  if (found.kind === "package") {
    if (packages.has(found.to) || (devPackages.has(found.to) && (!isShipped || found.isTypeOnly))) return undefined;
    return `${place} imports the package ${found.to}, which ${devPackages.has(found.to) ? "is for development only" : "package.json does not name"}`;
  }
  if (found.kind === "node") return undefined;
  const mayNot =
    FOR_TESTS.test(found.to) && !(SANDBOXES.test(found.to) && (isSandbox || MAY_START_SANDBOXES.test(found.from)));
  if (isShipped && (mayNot || !/^(src|web|sdk)\//.test(found.to)))
    return `${place} imports ${found.to}, which is for tests and tools only`;
  if (found.to === "src/main.ts") return `${place} imports main.ts, the front door`;
  if (SERVERS.test(found.to) && !MAY_NAME_SERVERS.test(found.from))
    return `${place} imports ${found.to}, which is the database's own matter: src/db has what others need of it`;
  const rule = mayImport.find(({ of }) => of.test(found.from));
  if (FREE.test(found.from) || !rule || !/^(src|web|sdk)\//.test(found.to)) return undefined;
  const own = /^src\/(?:connectors|sandboxes)\/([^/]+)\//.exec(found.from)?.[1] ?? "";
  const may = new RegExp(rule.may.source.replaceAll("OWN", own));
  return may.test(found.to) ? undefined : `${place} imports ${found.to} against the arrows`;
}

/** Besides a connector's own folder: the list of connectors, and tests. */
const MAY_NAME_PROVIDERS = /\.test\.ts$|^src\/connectors\/[^/]+\.ts$/;

/** The places where a file names a provider outside that provider's folder. */
export function namedProviders(file: string, text: string, ids: readonly string[]): string[] {
  if (!/^(src|web)\//.test(file) || MAY_NAME_PROVIDERS.test(file)) return [];
  const foreign = ids.filter(
    (id) => !file.startsWith(`src/connectors/${id}/`) && !file.startsWith(`src/sandboxes/${id}/`),
  );
  if (foreign.length === 0) return [];
  const quoted = new RegExp(`["'\`](${foreign.join("|")})["'\`]`);
  return text.split("\n").flatMap((line, index) => {
    const found = quoted.exec(line);
    return found ? [`${file}:${index + 1} names the provider ${found[1]} outside its folder`] : [];
  });
}

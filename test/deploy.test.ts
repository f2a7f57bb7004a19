/** The files hubs are operated by (deploy/): they name settings, ports, paths and folders that there are. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { settings } from "../src/settings.ts";
import { freePort } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(ROOT, "deploy", file), "utf8");
/** A user who owns nothing, by the number Linux gives it. */
const NOBODY = 65_534;
const isThere = (program: string) => spawnSync("which", [program]).status === 0;

/** An instruction of a Dockerfile, each on one line. */
interface Step {
  readonly stage: string;
  readonly verb: string;
  readonly rest: string;
}

function dockerfile(): readonly Step[] {
  let stage = "";
  const lines = read("Dockerfile").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [verb = "", rest = ""] = line.split(/ (.*)/s);
      if (verb === "FROM") stage = / AS (\w+)$/.exec(rest)?.[1] ?? "image";
      return { stage, verb, rest };
    });
}

/** "--from=build a b ./c": where from, what, whereto. */
function copied({ rest }: Step): { from: string | undefined; paths: readonly string[]; to: string } {
  const texts = rest.split(" ");
  const from = texts[0]?.startsWith("--from=") ? texts.shift()?.slice("--from=".length) : undefined;
  return { from, paths: texts.slice(0, -1), to: texts.at(-1) ?? "" };
}

const allowed = new Set(
  read("Dockerfile.dockerignore")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1)),
);

function lettersOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(lettersOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...lettersOf(inner)]);
}

/** Names written as settings are, wherever in a file. */
const settingsIn = (value: unknown): string[] => lettersOf(value).filter((name) => /^[A-Z][A-Z_]+$/.test(name));
const OF_POSTGRES = ["POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"];
const existing = new Set([...Object.keys(settings), ...OF_POSTGRES]);
const unknown = (names: readonly string[]) => names.filter((name) => !existing.has(name));

describe("the image", () => {
  test("the image runs on the Node of package.json and is made of what is there", () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    );
    const steps = dockerfile();
    const bases = steps.filter(({ verb }) => verb === "FROM").map(({ rest }) => rest.split(" ")[0]);
    expect(new Set(bases)).toEqual(new Set([`node:${dependencies["node"]}-trixie-slim`]));
    const taken = steps.filter(({ verb }) => verb === "COPY").map(copied);
    const outside = taken.filter(({ from }) => from === undefined).flatMap(({ paths }) => paths);
    for (const path of outside.filter((each) => each !== ".")) {
      expect(allowed, path).toContain(path.split("/")[0]);
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  test.skipIf(process.env.ARGOSY_IMAGE === undefined)(
    "the image, carried out step by step in a folder, serves, and its command works where nothing may be written",
    async () => {
      await using database = await testDatabase();
      const folder = mkdtempSync(join(tmpdir(), "argosy-image-"));
      try {
        const at = (stage: string, path = ".") => join(folder, stage, path);
        for (const step of dockerfile()) execute(step, at);
        const url = `http://127.0.0.1:${await freePort()}`;
        const root = at("image", "argosy");
        const hub = spawnHub(database, { url, root, env: { NODE_ENV: "production", SANDBOX_STORES: "false" } });
        await untilReady(url);
        expect(await (await fetch(url)).text()).toContain("<title>Argosy</title>");
        expect(await (await fetch(`${url}/docs/routing`)).text()).toContain("<h1");
        const ended = once(hub, "exit");
        hub.kill("SIGTERM");
        expect((await ended)[0]).toBe(0);
        await worksReadOnly(folder, root, database);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    10 * HUBS_START_MS,
  );
});

/** A server that listens on a private socket alone, at a port of this machine: the image's user may not open the socket. */
async function onPort(url: string): Promise<AsyncDisposable & { readonly url: string }> {
  const at = new URL(url);
  const folder = at.searchParams.get("host");
  const relay = createServer((caller) => {
    const server = connect(join(folder ?? "", ".s.PGSQL.5432"));
    // Whichever end goes first, the other hears it by its own end.
    for (const each of [caller, server]) each.on("error", () => caller.destroy());
    caller.pipe(server).pipe(caller);
  });
  if (folder !== null) {
    await once(relay.listen(0, "127.0.0.1"), "listening");
    at.searchParams.delete("host");
    at.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  }
  return { url: at.href, [Symbol.asyncDispose]: async () => void relay.close() };
}

/** As the image's user, who may write to the data folder alone, the command examines the hub. */
async function worksReadOnly(folder: string, root: string, database: TestDatabase): Promise<void> {
  const data = join(folder, "data");
  mkdirSync(data);
  chmodSync(folder, 0o755);
  spawnSync("chmod", ["--recursive", "a-w", join(folder, "image")]);
  // Whoever runs the tests as root may write anywhere.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(data, NOBODY, NOBODY);
  await using reachable = await onPort(database.database.ownerUrl);
  const child = spawn(process.execPath, [join(root, "cli/argosy.mjs"), "doctor"], {
    cwd: data,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      NODE_ENV: "production",
      DATA_DIR: data,
      DATABASE_URL: reachable.url,
      ENCRYPTION_KEY: Buffer.from(database.keys.current.bytes).toString("hex"),
    },
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  const reported: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => reported.push(piece.toString()));
  const [code] = await once(child, "close");
  expect(reported.join("")).toMatch(/ok +schema: is this version's/);
  expect(code).toBe(0);
}

/** What an engine would do, below a folder for each stage. */
function execute(step: Step, at: (stage: string, path?: string) => string): void {
  const work = at(step.stage, "argosy");
  if (step.verb === "COPY") {
    const { from, paths, to } = copied(step);
    for (const path of paths) {
      const source = from === undefined ? join(ROOT, path) : at(from, path);
      const target = join(work, to.endsWith("/") ? `${to}${basename(path)}` : to);
      mkdirSync(dirname(target), { recursive: true });
      if (path !== ".") cpSync(source, target, { recursive: true, filter: isPacked });
      else
        for (const each of readdirSync(ROOT).filter((name) => allowed.has(name)))
          cpSync(join(ROOT, each), join(work, each), { recursive: true, filter: isPacked });
    }
  } else if (step.verb === "RUN" && /^(npm|node) /.test(step.rest)) {
    const path = `${dirname(process.execPath)}:${process.env.PATH ?? ""}`;
    const { status, stderr } = spawnSync("bash", ["-c", step.rest], {
      cwd: work,
      env: { ...process.env, NODE_ENV: undefined, PATH: path },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${step.rest} ended with ${status}:\n${stderr}`);
  }
}

/** Of the tree it is built from: what .dockerignore lets through. Of another stage: all. */
function isPacked(source: string): boolean {
  if (!source.startsWith(ROOT)) return true;
  return !/\/node_modules(\/|$)|^\/web\/dist(\/|$)|\.test\.ts$/.test(source.slice(ROOT.length));
}

test("compose gives every process settings the program reads, and asks the ports it listens on", () => {
  const file = parse(read("compose.yaml"), { merge: true });
  for (const name of ["web", "worker"]) {
    const { environment, healthcheck, image } = file.services[name];
    expect(unknown(Object.keys(environment))).toEqual([]);
    expect(environment).toMatchObject({ ROLE: name, DATABASE_URL: expect.stringContaining("@database:5432/") });
    const port = name === "web" ? settings.PORT.fallback : settings.WORKER_PORT.fallback;
    expect(healthcheck.test.at(-1)).toContain(`http://127.0.0.1:${port}/readyz`);
    expect(image).toBe("argosy");
  }
  // What it takes from deploy/.env stands in the example, and nothing else does.
  const requested = [...read("compose.yaml").matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name);
  const example = [...read("example.env").matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name);
  expect([...new Set(requested)].sort()).toEqual(example.sort());
});

test("Kubernetes runs web and worker apart, ready when they say so, and reads settings there are", () => {
  const documents = ["settings.yaml", "web.yaml", "worker.yaml"].flatMap((file) =>
    parseAllDocuments(read(`kubernetes/${file}`)).map((document) => document.toJS()),
  );
  const settingsMap = documents.find(({ kind }) => kind === "ConfigMap");
  expect(unknown(settingsIn(settingsMap.data))).toEqual([]);
  for (const role of ["web", "worker"] as const) {
    const { spec } = documents.find(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name === `argosy-${role}`,
    );
    const [container] = spec.template.spec.containers;
    expect(container.env).toEqual([{ name: "ROLE", value: role }]);
    const port = role === "web" ? settings.PORT.fallback : settings.WORKER_PORT.fallback;
    expect(container.ports).toEqual([{ name: "http", containerPort: Number(port) }]);
    expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: "http" });
    expect(container.livenessProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
  }
});

test.skipIf(!isThere("kubectl"))("kubectl puts the manifests together", () => {
  const { status, stdout, stderr } = spawnSync("kubectl", ["kustomize", join(ROOT, "deploy/kubernetes")], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(parseAllDocuments(stdout)).toHaveLength(6);
});

test.skipIf(!isThere("systemd-analyze"))("systemd finds nothing wrong with the service", () => {
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", join(ROOT, "deploy/argosy.service")], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

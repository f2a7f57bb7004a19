/** Which hub the command speaks to: the environment's, else the one signed in to last. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { createHub, type Hub, Problem } from "../sdk/index.ts";

export interface Profile {
  readonly url: string;
  readonly apiKey: string;
}

/** What a person can mend, told without a stack. */
export class Advice extends Error {
  override readonly name = "Advice";
}

const file = () => join(process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "argosy", "hub.json");

/** Throws Advice where no hub is known. */
async function readProfile(): Promise<Profile> {
  const { ARGOSY_URL: url, ARGOSY_KEY: apiKey } = process.env;
  if (url && apiKey) return { url, apiKey };
  const text = await readFile(file(), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  const existing: unknown = text === null ? null : JSON.parse(text);
  if (isProfile(existing)) return existing;
  throw new Advice(
    "No hub is known. Make an API key in the hub (Settings, API keys) and run: argosy login --url https://hub.example",
  );
}

/** Keeps the profile where only this user reads it. Returns the file's name. */
export async function saveProfile(profile: Profile): Promise<string> {
  await mkdir(dirname(file()), { recursive: true, mode: 0o700 });
  await writeFile(file(), `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 });
  // An older file keeps its mode when it is written anew.
  await chmod(file(), 0o600);
  return file();
}

function isProfile(existing: unknown): existing is Profile {
  return (
    typeof existing === "object" &&
    existing !== null &&
    "url" in existing &&
    "apiKey" in existing &&
    typeof existing.url === "string" &&
    typeof existing.apiKey === "string"
  );
}

export interface Connected {
  readonly hub: Hub;
  /** For files, which are no JSON. Throws Problem's words as Advice. */
  download(path: string): Promise<ReadableStream<Uint8Array>>;
  upload(path: string, file: Uint8Array): Promise<unknown>;
}

/** The hub of the profile. Throws Advice. */
export async function connectHub(): Promise<Connected> {
  const { url, apiKey } = await readProfile();
  const call = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url.replace(/\/$/, "")}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${apiKey}`, ...init.headers },
    });
    if (answer.ok) return answer;
    const reported: unknown = await answer.json().catch(() => null);
    const detail =
      typeof reported === "object" && reported !== null && "detail" in reported
        ? String(reported.detail)
        : answer.statusText;
    throw new Advice(detail);
  };
  return {
    hub: createHub({ url, apiKey }),
    async download(path) {
      const { body } = await call(path);
      if (body === null) throw new Advice("The hub answered nothing.");
      return body;
    },
    upload: async (path, bytes) =>
      (
        await call(path, {
          method: "POST",
          body: Buffer.from(bytes),
          headers: { "content-type": "application/octet-stream", "idempotency-key": crypto.randomUUID() },
        })
      ).json(),
  };
}

/** The words of what went wrong; undefined: it is a fault of ours. */
export function adviceOf(error: unknown): string | undefined {
  if (error instanceof Advice) return error.message;
  if (error instanceof Problem) return error.message;
  return undefined;
}

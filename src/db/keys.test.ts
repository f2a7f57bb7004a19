import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deriveSecret, KeyError, keyFromHex, loadKeys } from "./keys.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-keys-"));
  file = join(folder, "data", "encryption.key");
});
afterEach(() => rm(folder, { recursive: true }));

const load = (rest: { current?: string; previous?: string[] } = {}) => loadKeys({ previous: [], file, ...rest });
const hex = "0f".repeat(32);

test("a key made at the first start is kept in a file that only its owner reads [I8.5]", async () => {
  const made = await load();
  await expect(stat(file)).rejects.toThrow("ENOENT");
  await made.save();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await load()).current.id).toBe(made.current.id);
});

test("a key file is never replaced", async () => {
  const [one, other] = [await load(), await load()];
  await one.save();
  await expect(other.save()).rejects.toThrow("EEXIST");
  expect((await load()).current.id).toBe(one.current.id);
});

test("a given key is used and not written", async () => {
  const keys = await load({ current: hex, previous: ["ab".repeat(32)] });
  await keys.save();
  await expect(stat(file)).rejects.toThrow("ENOENT");
  expect(keys.current.id).toBe(keyFromHex(hex).id);
  expect(keys.previous).toHaveLength(1);
});

test("a malformed or open key file is refused without repeating it", async () => {
  const keys = await load();
  await keys.save();
  await chmod(file, 0o644);
  await expect(load()).rejects.toThrow(/can be read by others; run: chmod 600/);
  await chmod(file, 0o600);
  await writeFile(file, "not-a-key");
  await expect(load()).rejects.toThrow(KeyError);
  await expect(load()).rejects.not.toThrow("not-a-key");
});

test("secrets for different purposes differ and say nothing of each other", () => {
  const key = keyFromHex(hex);
  expect(deriveSecret(key, "a").equals(deriveSecret(key, "b"))).toBe(false);
  expect(deriveSecret(key, "a").equals(deriveSecret(key, "a"))).toBe(true);
  expect(() => keyFromHex("abc")).toThrow("64 hexadecimal digits");
});

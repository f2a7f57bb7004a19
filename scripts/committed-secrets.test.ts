/** Secrets that have a form of their own, looked for in every committed file: real ones never belong there. */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const MOST_BYTES = 2_000_000;

/** Made up in the form of each, in parts, so that they are not found here. */
const RULES: readonly (readonly [what: string, form: RegExp, example: string])[] = [
  // Base 32, as AWS makes them: no 0, 1, 8 or 9.
  ["an AWS access key", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, `AKIA${"QWERTY23".repeat(2)}`],
  [
    "a private key",
    /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/,
    `-----BEGIN RSA ${"PRIVATE KEY"}-----\n${"MIIE".repeat(10)}`,
  ],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/, `ghp_${"aB3".repeat(12)}`],
  ["a GitLab token", /\bglpat-[\w-]{20}/, `glpat-${"aB3d_".repeat(4)}`],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/, `npm_${"aB3".repeat(12)}`],
  ["a Slack token", /\bxox[abprs]-\d{8,}-/, `xoxb-${"12345678"}-`],
  ["a Shopify token", /\bshp(?:at|ss|ca|pa)_[0-9a-f]{32}\b/, `shpat_${"0a1b".repeat(8)}`],
  ["a Stripe key", /\b[rs]k_live_[0-9A-Za-z]{20,}/, `sk_live_${"aB3d".repeat(6)}`],
  ["a Google key", /\bAIza[\w-]{35}/, `AIza${"aB3d_".repeat(7)}`],
  ["a SendGrid key", /\bSG\.[\w-]{22}\.[\w-]{43}/, `SG.${"a".repeat(22)}.${"b".repeat(43)}`],
];

const foundIn = (text: string): string[] => RULES.flatMap(([what, form]) => (form.test(text) ? [what] : []));

test("each form is known where it stands", () => {
  for (const [what, , example] of RULES) expect(foundIn(`token = "${example}"`)).toEqual([what]);
});

test("no committed file holds a secret", (context) => {
  const listed = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (listed.status !== 0) context.skip("this copy has no git history: its files cannot be told from others");
  const files = listed.stdout.split("\0").filter((file) => file !== "");
  expect(files.length).toBeGreaterThan(1_000);
  const found = files.flatMap((file) => {
    const at = join(root, file);
    const size = statSync(at, { throwIfNoEntry: false })?.size ?? 0;
    return size === 0 || size > MOST_BYTES ? [] : foundIn(readFileSync(at, "latin1")).map((what) => `${file}: ${what}`);
  });
  expect(found).toEqual([]);
});

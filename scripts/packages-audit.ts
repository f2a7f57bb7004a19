/**
 * What is known about the packages installed for running: known holes and signatures, from the registry, and their list
 * as sbom.cdx.json. Ends with 1 where something is wrong, with 2 where the registry does not answer.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "..");

function npm(...args: string[]): { readonly ok: boolean; readonly out: string; readonly text: string } {
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: status === 0, out: stdout ?? "", text: `${stdout ?? ""}${stderr ?? ""}` };
}

type Answer = "right" | "wrong" | "unanswered";

function holes(): Answer {
  const requested = ["audit", "--omit=dev", "--audit-level=high"];
  const { ok, out } = npm(...requested, "--json");
  if (!out.includes('"auditReportVersion"')) return "unanswered";
  if (!ok) process.stderr.write(npm(...requested).text);
  return ok ? "right" : "wrong";
}

function list(): Answer {
  const { ok, out, text } = npm("sbom", "--sbom-format", "cyclonedx", "--omit=dev");
  if (ok) writeFileSync(join(root, "sbom.cdx.json"), out);
  else process.stderr.write(text);
  return ok ? "right" : "wrong";
}

function signatures(): Answer {
  const { ok, text } = npm("audit", "signatures");
  if (/invalid registry signatures|missing registry signatures|invalid attestations/.test(text)) {
    process.stderr.write(text);
    return "wrong";
  }
  return ok && text.includes("verified registry signatures") ? "right" : "unanswered";
}

const TEXTS: Readonly<Record<Answer, string>> = {
  right: "nothing wrong",
  wrong: "WRONG, see above",
  unanswered: "NOT AUDITED, the registry does not answer that",
};
const answers = { "known holes": holes(), list: list(), signatures: signatures() };
for (const [name, answer] of Object.entries(answers)) process.stdout.write(`${name}: ${TEXTS[answer]}\n`);
const all = Object.values(answers);
process.exitCode = all.includes("wrong") ? 1 : all.includes("unanswered") ? 2 : 0;

/** Nothing slow happens between begin and commit: whoever hashes, draws, mails or calls there holds a connection and its locks. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const SLOW = new Set(
  "hashPassword verifyPassword hashPin checkPin scrypt scryptSync pbkdf2 fetch sendMail drawHere draw printDocument printRoll printOf printsOf".split(
    " ",
  ),
);

/** Calls of slow functions within functions that are handed a transaction. */
function slowCalls(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, isInside: boolean): void => {
    const isNow = isInside || (ts.isFunctionLike(node) && node.parameters.some(isTransaction));
    if (isNow && ts.isCallExpression(node)) {
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText(source);
      if (SLOW.has(name))
        found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${name}`);
    }
    ts.forEachChild(node, (child) => visit(child, isNow));
  };
  const isTransaction = ({ name, type }: ts.ParameterDeclaration) =>
    type?.getText(source) === "Tx" || name.getText(source) === "tx";
  visit(source, false);
  return found;
}

test("a call in a function that holds a transaction is found, one beside it is not", () => {
  const text = `
    async function held(tx: Tx) { await tx.run("x", [await hashPassword(pin)]); }
    const route = async ({ tenant }) => { const kept = await hashPassword(pin); return tenant((tx) => add(tx, kept)); };
    const other = ({ tenant }) => tenant(async (tx) => { await deps.sendMail(mail); });`;
  expect(slowCalls("a.ts", text)).toEqual(["a.ts:2 hashPassword", "a.ts:4 sendMail"]);
});

test("no code hashes, draws, mails or calls inside a transaction", () => {
  const root = join(import.meta.dirname, "..");
  const files = globSync("src/{hub,engine,http}/**/*.ts", { cwd: root }).filter((file) => !/test/.test(file));
  expect(files.length).toBeGreaterThan(400);
  const names = new RegExp(`\\b(?:${[...SLOW].join("|")})\\(`);
  const found = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return names.test(text) ? slowCalls(file, text) : [];
  });
  expect(found).toEqual([]);
});

/** Where the hub's list is asked from one time to another, so is the screen's: with "Today", "Last 7 days" and the like. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { CLIENT_TYPES, ensureClientTypes } from "../../../../scripts/client-types.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const WEB = join(ROOT, "web/src");

/** Generated within five minutes, also on a busy machine. */
beforeAll(() => ensureClientTypes(ROOT), 300_000);

/** Screens whose days are chosen beside the list. */
const BESIDE: readonly string[] = ["reports/products.tsx", "reports/profit/losing.tsx"];

/** The interfaces of the SDK, member by member: what stands in them by name. */
const membersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^ {4}"?([^\s":]+)"?: \{\n([\s\S]*?)^ {4}\};/gm)].map(([, name = "", body = ""]) => [name, body]),
  );

/** Addresses whose query has both `from` and `to`. */
function timed(): ReadonlySet<string> {
  const [paths = "", rest = ""] = readFileSync(join(ROOT, CLIENT_TYPES), "utf8").split(
    "\nexport interface operations {",
  );
  const operations = membersOf(rest);
  const isRequested = (operation: string) => {
    const query = /^ {12}query\?: \{([\s\S]*?)^ {12}\};/m.exec(operations.get(operation) ?? "")?.[1] ?? "";
    return /^ {16}from\?: /m.test(query) && /^ {16}to\?: /m.test(query);
  };
  return new Set(
    [...membersOf(paths)].flatMap(([path, methods]) =>
      isRequested(/^ {8}get: operations\["(\w+)"\]/m.exec(methods)?.[1] ?? "") ? [path] : [],
    ),
  );
}

interface Screen {
  readonly file: string;
  readonly path: string;
  readonly asksByDays: boolean;
}

const parsed = (file: string) =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);

function everyNode(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => everyNode(child, see));
}

/** What a name stands for at the top of a file, there or where it is imported from. */
function meantBy(file: string, name: string): ts.Node | undefined {
  const source = parsed(file);
  for (const each of source.statements) {
    if (ts.isFunctionDeclaration(each) && each.name?.text === name) return each;
    if (ts.isVariableStatement(each))
      for (const { name: own, initializer } of each.declarationList.declarations)
        if (own.getText() === name) return initializer;
    if (ts.isImportDeclaration(each) && ts.isStringLiteral(each.moduleSpecifier)) {
      const from = join(dirname(file), each.moduleSpecifier.text);
      const { namedBindings } = each.importClause ?? {};
      const isNamed =
        namedBindings &&
        ts.isNamedImports(namedBindings) &&
        namedBindings.elements.some((one) => one.name.text === name);
      if (isNamed && existsSync(from)) return meantBy(from, name);
    }
  }
  return undefined;
}

/** `days(...)`, in the words themselves or in a hook they call. */
function hasDays(file: string, filters: ts.Node): boolean {
  let found = false;
  everyNode(filters, (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
    const { text } = node.expression;
    const hook = /^use[A-Z]\w*Filters$/.test(text) ? meantBy(file, text) : undefined;
    found ||= text === "days" || (hook !== undefined && hasDays(hook.getSourceFile().fileName, hook));
  });
  return found;
}

/** The words themselves, what a name stands for, or the `path` of what is spread over the list. */
function addressOf(file: string, node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isJsxExpression(node) || ts.isAsExpression(node)) return node.expression && addressOf(file, node.expression);
  if (ts.isIdentifier(node)) {
    const meant = meantBy(file, node.text);
    return meant && addressOf(file, meant);
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const path = node.properties.find((each) => ts.isPropertyAssignment(each) && each.name.getText() === "path");
  return path && ts.isPropertyAssignment(path) ? addressOf(file, path.initializer) : undefined;
}

function screensOf(file: string): Screen[] {
  const screens: Screen[] = [];
  everyNode(parsed(file), (node) => {
    if (!ts.isJsxSelfClosingElement(node) || node.tagName.getText() !== "ListScreen") return;
    const given = new Map(
      node.attributes.properties.flatMap((each) =>
        ts.isJsxAttribute(each) && each.initializer ? [[each.name.getText(), each.initializer] as const] : [],
      ),
    );
    const path = given.get("path") ?? node.attributes.properties.find(ts.isJsxSpreadAttribute)?.expression;
    const address = path && addressOf(file, path);
    if (address === undefined) throw new Error(`${file}: what is the list's address?`);
    const filters = given.get("filters");
    screens.push({
      file: relative(WEB, file),
      path: address,
      asksByDays: filters !== undefined && hasDays(file, filters),
    });
  });
  return screens;
}

test("a list the hub narrows by time offers that on its screen", () => {
  const byTime = timed();
  expect(byTime.size).toBeGreaterThan(30);
  const files = globSync(`${WEB}/**/*.tsx`).filter((file) => readFileSync(file, "utf8").includes("<ListScreen"));
  const screens = files.flatMap(screensOf);
  expect(screens.length).toBeGreaterThan(30);
  const without = screens.filter(({ path, asksByDays }) => byTime.has(path) && !asksByDays).map(({ file }) => file);
  expect(without.toSorted()).toEqual(BESIDE);
  // What the hub cannot answer is not offered either.
  expect(screens.filter(({ path, asksByDays }) => asksByDays && !byTime.has(path))).toEqual([]);
});

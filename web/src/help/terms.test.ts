/** Everything a seller fills in explains what it is about, and says where the documentation tells more. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { docsPages } from "../../../src/http/docs-page/pages.ts";
import { ERROR_ANCHORS } from "../../../src/http/operations.ts";
import { TERMS } from "./terms.ts";

const WEB = join(import.meta.dirname, "..");
const documentation = docsPages();
const hasHeading = (page: string, anchor: string) => documentation.page(page)?.includes(`id="${anchor}"`) === true;

/** Folders whose cards hold settings, rules and forms; elsewhere cards show what is there. */
const SETTINGS = [
  ...["automations", "integrations", "invoices", "marketing", "merging", "order-routing", "pos", "promotions"],
  ...["settings", "settlements", "shipments", "stores"],
];

/** Cards that have nothing to explain. */
const EXPLAIN_THEMSELVES: Readonly<Record<string, string>> = {
  "integrations/connect/credentials.tsx steps.title": "the platform's own steps: an explanation already",
  "integrations/connect/run-progress.tsx run.type.": "progress",
  "settings/account.tsx account.profile": "one's own name and e-mail address",
  "shipments/page.tsx facts.title": "facts of a shipment",
  "shipments/way.tsx parcel.one": "what happened to a parcel",
};

interface Tag {
  readonly file: string;
  readonly kind: string;
  readonly tag: string;
}

/** Opening tags of cards and forms, whole: an expression inside may hold a bracket of its own. */
function tagsOf(file: string): readonly Tag[] {
  const source = readFileSync(join(WEB, file), "utf8");
  return [...source.matchAll(/<(Card|FormDialog)(?=[\s>])/g)].map(({ 1: kind = "", index }) => {
    let depth = 0;
    let end = index;
    while (end < source.length && !(source[end] === ">" && depth === 0)) {
      if (source[end] === "{") depth += 1;
      if (source[end] === "}") depth -= 1;
      end += 1;
    }
    return { file, kind, tag: source.slice(index, end) };
  });
}

const sources = globSync("**/*.tsx", { cwd: WEB, exclude: ["register/**"] }).map((file) => file.replaceAll("\\", "/"));
const tags = sources.flatMap(tagsOf);
const nameOf = ({ file, tag }: Tag) => `${file} ${/title=\{.*?["`]([\w.-]+)/s.exec(tag)?.[1] ?? ""}`;

test("every form explains what it is about, and every card of settings and rules", () => {
  const needs = tags.filter(
    ({ file, kind, tag }) =>
      kind === "FormDialog" || (tag.includes("title=") && SETTINGS.some((folder) => file.startsWith(`${folder}/`))),
  );
  expect(needs.length).toBeGreaterThan(150);
  const without = needs.filter(({ tag }) => !tag.includes("help={")).map(nameOf);
  expect(without.sort()).toEqual(Object.keys(EXPLAIN_THEMSELVES).sort());
});

test("every term is used, and its anchor is a heading of the documentation", () => {
  const used = sources.flatMap((file) =>
    [...readFileSync(join(WEB, file), "utf8").matchAll(/\b(?:of|help)="(\w+)"/g)].map(([, term]) => term),
  );
  expect(Object.keys(TERMS).filter((term) => !used.includes(term))).toEqual([]);
  const missing = Object.values<string>(TERMS).filter((target) => {
    const [page = "", anchor] = target.split("#");
    return anchor === undefined ? documentation.page(page) === undefined : !hasHeading(page, anchor);
  });
  expect(missing).toEqual([]);
});

test("a hint for each kind of error is a heading of the documentation", () => {
  expect(Object.values(ERROR_ANCHORS).filter((anchor) => !hasHeading("errors", anchor))).toEqual([]);
});

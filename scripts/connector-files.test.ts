import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONNECTOR_FILES, ownTexts, strangeNames } from "./connector-files.ts";

const readme = (text: string) => (file: string) =>
  file === "src/connectors/acme/README.md" ? `# Acme\n\nOwn words: ${text}.\n` : null;

test("a name of the list and a word of the platform's own pass", () => {
  const files = ["index.ts", "order-read.ts", "reads.test.ts", "escrow-fees.ts"];
  expect(
    strangeNames(
      files.map((file) => `src/connectors/acme/${file}`),
      readme("`escrow`"),
    ),
  ).toEqual([]);
});

test("another name is refused, in folders of versions and in the templates as well", () => {
  const files = ["src/connectors/acme/order-reads.ts", "src/connectors/acme/v1/refund.ts"];
  const template = "scripts/connector-template/calls.ts";
  const strange = strangeNames([...files, template, "src/connectors/acme/escrow.ts"], readme("`escrow`"));
  expect(strange).toEqual(
    [...files, template].map(
      (file) => `${file} is no name of a connector's file: take one of scripts/connector-files.ts or declare the word`,
    ),
  );
  expect(strangeNames(["src/connectors/kit/anything.ts", "src/hub/anything.ts"], readme("a"))).toEqual([]);
});

test("a word that no file has, and one of the list, are not declared", () => {
  expect(ownTexts("one\nOwn words: `lwa`, `feeds`.\ntwo")).toEqual(["lwa", "feeds"]);
  expect(strangeNames(["src/connectors/acme/fees.ts"], readme("`lwa`, `fees`"))).toEqual([
    'src/connectors/acme/README.md declares "lwa": no file has it',
    'src/connectors/acme/README.md declares "fees", a name of the list',
  ]);
});

test("the guide names every file", () => {
  const guide = readFileSync(join(import.meta.dirname, "../docs/adding-a-connector.md"), "utf8");
  const missing = Object.values(CONNECTOR_FILES)
    .flat()
    .filter((name) => !guide.includes(`\`${name}.ts\``));
  expect(missing).toEqual([]);
});

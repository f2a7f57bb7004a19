import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childOf, element, parseLongXml, parseXml, xmlText } from "./xml.ts";

describe("reading XML", () => {
  test("elements, attributes, CDATA, entities and empty elements", () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<shop xmlns:xlink="http://x"><name><![CDATA[A & <b>]]></name><n id="1">&lt;&#233;</n><e/></shop>\n',
    );
    expect(root.attributes).toEqual({ "xmlns:xlink": "http://x" });
    expect(childOf(root, "name")?.text).toBe("A & <b>");
    expect(childOf(root, "n")).toEqual({ name: "n", attributes: { id: "1" }, children: [], text: "<é" });
    expect(childOf(root, "e")?.text).toBe("");
    expect(childOf(root, "nothing")).toBeUndefined();
  });

  test.each([
    ["cut in the middle", "<a><b>1</b><b>2"],
    ["cut inside CDATA", "<a><![CDATA[x"],
    ["crossed tags", "<a><b></a></b>"],
    ["two roots", "<a></a><b></b>"],
    ["text before the root", "oops <a></a>"],
    ["no XML at all", '{"a":1}'],
    ["nothing", ""],
    ["entities of its own", '<!DOCTYPE x [<!ENTITY e "boom"><!ENTITY f "&e;&e;">]><a>&f;</a>'],
    ["endless depth", "<a>".repeat(500)],
    ["elements without number", `<r>${"<a/>".repeat(100_001)}</r>`],
    ["attributes without number", `<r ${Array.from({ length: 251 }, (_, at) => `a${at}="1"`).join(" ")}/>`],
    [
      "attributes of many without number",
      `<r>${`<e ${Array.from({ length: 201 }, (_, at) => `a${at}="1"`).join(" ")}/>`.repeat(2_000)}</r>`,
    ],
    ["entities without number", `<r>${"&amp;".repeat(400_001)}</r>`],
  ])("%s is refused", (_name, text) => {
    expect(() => parseXml(text)).toThrow(SyntaxError);
  });

  test("an XML text read in turns gives what it gives as a whole, and refuses the same", async () => {
    const outcome = async (read: () => unknown) => {
      try {
        return { value: await read() };
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return "refused";
      }
    };
    const tokens = fc.constantFrom(
      ...'<a>,</a>,<b x="1">,</b>,<e/>,text, &amp; ,&#233;,&,<![CDATA[x]]>,<!--c-->,<,>,<?xml?>,é'.split(","),
    );
    const soup = fc.array(tokens, { maxLength: 12 }).map((parts) => parts.join(""));
    const whole = soup.map((inner) => `<r>${inner}</r>`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, whole), fc.integer({ min: 1, max: 9 }), async (text, sliceLength) => {
        expect(await outcome(() => parseLongXml(text, sliceLength)), text).toEqual(await outcome(() => parseXml(text)));
      }),
      { numRuns: 1_000 },
    );
  });
});

test("a text that is written is read back the same", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: characters XML 1.0 does not have.
  const holdable = (text: string) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }).filter(holdable), (text) => {
      const root = element("p", [element("t", text, { note: text })]);
      const read = parseXml(xmlText(root)).children[0];
      expect([read?.text, read?.attributes.note]).toEqual([text, text]);
    }),
  );
});

test("characters XML does not have are left out", () => {
  expect(parseXml(xmlText(element("t", "a\u0000b\u0007c"))).text).toBe("abc");
});

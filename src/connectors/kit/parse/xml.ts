/** XML as platforms speak it: a small tree, read strictly and written with every text escaped. */
import { setImmediate } from "node:timers/promises";
import { Parser } from "htmlparser2";

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Text directly inside, CDATA included; of nodes with children it is mostly white space. */
  readonly text: string;
}

interface Growing extends XmlNode {
  readonly children: Growing[];
  text: string;
}

/** Deeper than any platform's answer. */
const MAX_DEPTH = 200;
/** A page of a thousand records of a hundred fields. */
const MOST_ELEMENTS = 100_000;
const MOST_ATTRIBUTES = 250;
const MOST_ATTRIBUTES_IN_ALL = 400_000;
/** Of text: every entity begins one. */
const MOST_PIECES = 400_000;

/**
 * The root of a document. Throws SyntaxError when tags are left open or cross (an answer cut in the middle), nest
 * deeper than 200, are more than 100,000, or when the document declares entities of its own, which could grow without end.
 */
export function parseXml(text: string): XmlNode {
  const reading = reader(text);
  reading.write(text);
  return reading.root();
}

/** Letters read in one turn, some 10 ms. */
const SLICE_LENGTH = 64 * 1024;

/** As `parseXml`, `sliceLength` letters at a time: others have the thread in between. */
export async function parseLongXml(text: string, sliceLength = SLICE_LENGTH): Promise<XmlNode> {
  const reading = reader(text);
  for (let at = 0; at < text.length; at += sliceLength) {
    if (at > 0) await setImmediate();
    reading.write(text.slice(at, at + sliceLength));
  }
  return reading.root();
}

interface Reader {
  write(piece: string): void;
  root(): XmlNode;
}

function reader(text: string): Reader {
  const open: Growing[] = [];
  let root: Growing | null = null;
  let elements = 0;
  let attributesOfOne = 0;
  let attributesInAll = 0;
  let pieces = 0;
  const parser = new Parser(
    {
      onopentagname() {
        attributesOfOne = 0;
        if (++elements > MOST_ELEMENTS) throw tooLarge();
      },
      onattribute() {
        if (++attributesOfOne > MOST_ATTRIBUTES || ++attributesInAll > MOST_ATTRIBUTES_IN_ALL) throw tooLarge();
      },
      onopentag(name, attributes) {
        const node: Growing = { name, attributes: { ...attributes }, children: [], text: "" };
        const parent = open.at(-1);
        if (!parent && root) throw new SyntaxError("The XML has more than one root.");
        if (parent) parent.children.push(node);
        else root = node;
        if (open.push(node) > MAX_DEPTH) throw new SyntaxError(`The XML nests deeper than ${MAX_DEPTH} levels.`);
      },
      ontext(piece) {
        if (++pieces > MOST_PIECES) throw tooLarge();
        const node = open.at(-1);
        if (node) node.text += piece;
        else if (piece.trim() !== "") throw new SyntaxError("The XML has text outside its root.");
      },
      onclosetag(name, isImplied) {
        // `<e/>` counts as implied as well.
        const isSelfClosed = text.slice(parser.endIndex - 1, parser.endIndex + 1) === "/>";
        if (isImplied && !isSelfClosed) throw new SyntaxError(`The XML leaves <${name}> open.`);
        open.pop();
      },
    },
    { xmlMode: true },
  );
  return {
    write: (piece) => parser.write(piece),
    root() {
      parser.end();
      if (!root) throw new SyntaxError("The text is not XML.");
      return root;
    },
  };
}

function tooLarge(): SyntaxError {
  return new SyntaxError("The XML holds more elements than any answer needs.");
}

/** The first child of that name. */
export function childOf(node: XmlNode, name: string): XmlNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** An element; text is kept as given and escaped when it is written. */
export function element(
  name: string,
  content: string | readonly XmlNode[] = "",
  attributes: XmlNode["attributes"] = {},
): XmlNode {
  return typeof content === "string"
    ? { name, attributes, children: [], text: content }
    : { name, attributes, children: content, text: "" };
}

/** The document's text. Characters XML cannot hold at all are left out. */
export function xmlText(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root)}`;
}

function written({ name, attributes, children, text }: XmlNode): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inside = children.length > 0 ? children.map(written).join("") : escaped(text);
  return `<${name}${given.join("")}>${inside}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 does not have.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
      // A reader turns a bare carriage return into a line feed.
      .replaceAll("\r", "&#13;")
  );
}

/** What may stand at a place of a JSON text, by its schema: names of properties and words of a choice. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
}

type Node = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;
type Step = string | number;

/** Suggests from the schema; a choice by `kind` narrows to the shape whose kind is written already. */
export function schemaCompletion(schema: JsonSchema) {
  return (context: CompletionContext): CompletionResult | null => {
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    const place = placeOf(node, context.state);
    if (!place) return null;
    const word = context.matchBefore(/"?[\w.]*$/);
    if (!context.explicit && (!word || word.from === word.to)) return null;
    const shapes = shapesAt(schema, place.path, place.around);
    const options = place.isName ? names(shapes, place.taken) : values(shapes);
    if (options.length === 0) return null;
    const text = place.text ? { from: place.text.from, to: place.text.to } : { from: word?.from ?? context.pos };
    return { ...text, options, validFor: /^"?[\w.]*"?$/ };
  };
}

interface Place {
  readonly path: readonly Step[];
  /** The values of the objects on the way, so that a written `kind` tells which shape is meant. */
  readonly around: readonly Readonly<Record<string, string>>[];
  readonly isName: boolean;
  readonly taken: ReadonlySet<string>;
  /** The text it replaces. */
  readonly text: Node | undefined;
}

function placeOf(node: Node, state: EditorState): Place | null {
  const { name, parent } = node;
  if (name === "PropertyName" && parent?.parent) return nameIn(parent.parent, state, node);
  if (name === "Object") return nameIn(node, state, undefined);
  if (name === "String" && parent) return valueIn(parent, state, node);
  if (name === "Property" || name === "Array") return valueIn(node, state, undefined);
  if (name === "\u26a0" && parent) return placeOf(parent, state);
  return null;
}

function nameIn(object: Node, state: EditorState, text: Node | undefined): Place {
  const written = object.getChildren("Property").map((property) => nameOf(property, state));
  const own = text ? unquoted(text, state) : undefined;
  return { ...wayTo(object, state), isName: true, taken: new Set(written.filter((name) => name !== own)), text };
}

function valueIn(owner: Node, state: EditorState, text: Node | undefined): Place {
  const { path, around } = wayTo(owner, state);
  return { path: owner.name === "Array" ? [...path, 0] : path, around, isName: false, taken: new Set(), text };
}

/** The steps from the root to what this node is or holds. */
function wayTo(node: Node, state: EditorState): Pick<Place, "path" | "around"> {
  const path: Step[] = [];
  const around: Record<string, string>[] = [];
  for (let at: Node | null = node; at; at = at.parent) {
    if (at.name === "Property") path.unshift(nameOf(at, state));
    if (at.name === "Array" && at !== node) path.unshift(0);
    if (at.name === "Object") around.unshift(textsOf(at, state));
  }
  return { path, around };
}

function textsOf(object: Node, state: EditorState): Record<string, string> {
  return Object.fromEntries(
    object.getChildren("Property").flatMap((property) => {
      const value = property.getChild("String");
      return value ? [[nameOf(property, state), unquoted(value, state)]] : [];
    }),
  );
}

function nameOf(property: Node, state: EditorState): string {
  const name = property.getChild("PropertyName");
  return name ? unquoted(name, state) : "";
}

const unquoted = ({ from, to }: Node, state: EditorState) => state.sliceDoc(from, to).replace(/^"|"$/g, "");

/** Every shape that may stand at the end of a path. */
function shapesAt(
  root: JsonSchema,
  path: readonly Step[],
  around: readonly Readonly<Record<string, string>>[],
): readonly JsonSchema[] {
  let objects = 0;
  let shapes = spread(root, root, around[objects++]);
  for (const step of path) {
    const inner = shapes.flatMap((shape): JsonSchema[] => {
      if (typeof step === "number") return shape.items ? [shape.items] : [];
      const own = shape.properties?.[step];
      if (own) return [own];
      return typeof shape.additionalProperties === "object" ? [shape.additionalProperties] : [];
    });
    const isObject = inner.some((shape) => spread(shape, root, undefined).some(({ properties }) => properties));
    const values = isObject ? around[objects++] : undefined;
    shapes = inner.flatMap((shape) => spread(shape, root, values));
  }
  return shapes;
}

/** A shape without references and choices; of shapes told apart by a word, those whose word is written. */
function spread(
  shape: JsonSchema,
  root: JsonSchema,
  values: Readonly<Record<string, string>> | undefined,
): readonly JsonSchema[] {
  if (shape.$ref !== undefined) {
    const found = root.$defs?.[shape.$ref.split("/").at(-1) ?? ""];
    return found ? spread(found, root, values) : [];
  }
  const choices = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])];
  const all = [shape, ...choices.flatMap((one) => spread(one, root, values))];
  const fitting = all.filter(({ properties = {} }) =>
    Object.entries(properties).every(([name, { const: word }]) => {
      const written = values?.[name];
      return word === undefined || written === undefined || written === "" || written === word;
    }),
  );
  return fitting.length > 0 ? fitting : all;
}

function names(shapes: readonly JsonSchema[], taken: ReadonlySet<string>): Completion[] {
  const found = new Map<string, JsonSchema>();
  for (const { properties = {} } of shapes)
    for (const [name, shape] of Object.entries(properties))
      if (!taken.has(name) && !found.has(name)) found.set(name, shape);
  return [...found].map(([name, { description }]) => ({
    label: `"${name}"`,
    type: "property",
    ...(description !== undefined && { info: description }),
  }));
}

function values(shapes: readonly JsonSchema[]): Completion[] {
  const texts = shapes.flatMap(({ enum: several = [], const: one, type }) => [
    ...several,
    ...(one === undefined ? [] : [one]),
    ...(type === "boolean" ? [true, false] : []),
  ]);
  return [...new Set(texts.map((word) => JSON.stringify(word)))].map((label) => ({ label, type: "enum" }));
}

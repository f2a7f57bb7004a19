/** The operations of an OpenAPI 3 description, with the names they get in code. */

export type Doc = { readonly [key: string]: unknown };

export interface Operation {
  /** A name of code, used by no other operation. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly inPath: readonly string[];
  readonly inQuery: readonly { readonly name: string; readonly required: boolean }[];
  /** How the body is sent; undefined where there is none. */
  readonly body: "json" | "form" | undefined;
  /** Of the answer when it went well. */
  readonly status: number;
  readonly schema: Doc | undefined;
  /** Answers the description gives as examples. */
  readonly examples: readonly unknown[];
}

const METHODS = ["get", "post", "put", "patch", "delete"];

export const isDoc = (value: unknown): value is Doc =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const docOf = (value: unknown): Doc => (isDoc(value) ? value : {});

/** What a reference stands for, however many lead to it. */
export function resolved(document: Doc, node: unknown, depth = 0): Doc {
  const own = docOf(node);
  if (typeof own.$ref !== "string" || depth > 20) return own;
  const parts = own.$ref.replace(/^#\//, "").split("/");
  const names = parts.map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  return resolved(
    document,
    names.reduce<unknown>((at, name) => docOf(at)[name], document),
    depth + 1,
  );
}

export function operationsOf(document: Doc): Operation[] {
  const taken = new Set<string>();
  return Object.entries(docOf(document.paths)).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = docOf(item)[method];
      if (!isDoc(operation)) return [];
      const name = freeName(String(operation.operationId ?? `${method} ${path}`), taken);
      return [operationAt(document, { path, method, name }, [docOf(item), operation])];
    }),
  );
}

function operationAt(
  document: Doc,
  { path, method, name }: { readonly path: string; readonly method: string; readonly name: string },
  [item, operation]: readonly [Doc, Doc],
): Operation {
  const parameters = [item.parameters, operation.parameters]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((parameter) => resolved(document, parameter));
  const responses = Object.entries(docOf(operation.responses));
  const [status, answer] = responses.find(([code]) => /^2/.test(code)) ?? ["200", {}];
  const content = docOf(resolved(document, answer).content);
  const media = docOf(Object.entries(content).find(([type]) => type.includes("json"))?.[1]);
  return {
    ...{ name, method: method.toUpperCase(), path },
    summary: String(operation.summary ?? name)
      .replaceAll(/\s+|\*\//g, " ")
      .trim(),
    inPath: [...path.matchAll(/\{([^}]+)\}/g)].map(([, one = ""]) => one),
    inQuery: parameters
      .filter((one) => one.in === "query")
      .map((one) => ({ name: String(one.name), required: one.required === true })),
    body: bodyOf(resolved(document, operation.requestBody)),
    status: Number(status.replaceAll(/x/gi, "0")),
    schema: isDoc(media.schema) ? media.schema : undefined,
    examples: [media.example, ...Object.values(docOf(media.examples)).map((one) => docOf(one).value)],
  };
}

function bodyOf({ content }: Doc): Operation["body"] {
  const types = Object.keys(docOf(content));
  if (types.length === 0) return undefined;
  return types.every((type) => type.includes("form")) ? "form" : "json";
}

/** A name of code made of these words, with a number where another has it. */
export function freeName(text: string, taken: Set<string>): string {
  const parts = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = parts
    .map((part, at) => (at === 0 ? lower(part) : part.charAt(0).toUpperCase() + part.slice(1)))
    .join("");
  const base =
    /^[a-z]/.test(joined) && !RESERVED.has(joined) ? joined : `call${joined.charAt(0).toUpperCase()}${joined.slice(1)}`;
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`;
  taken.add(name);
  return name;
}

const lower = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
const RESERVED = new Set(["delete", "default", "export", "import", "new", "return", "function", "class", "given"]);

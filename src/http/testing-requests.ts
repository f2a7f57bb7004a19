/** For tests: what requests and answers may hold, by the interface's own document. */

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Described {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { readonly requestBody?: { readonly content: Readonly<Record<string, { schema?: Schema }>> } }>
      >
    >
  >;
}

/** Of each request with a body, "POST /api/orders", the paths of its fields, as a refusal writes them: "lines.0.quantity". */
export function requestFields({ components, paths }: Described): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [path, item] of Object.entries(paths))
    for (const [method, { requestBody }] of Object.entries(item)) {
      if (!requestBody) continue;
      const fields = new Set<string>();
      for (const { schema } of Object.values(requestBody.content))
        if (schema) addFields(schema, { path: "", above: [], schemas: components.schemas, fields });
      found.set(`${method.toUpperCase()} ${path}`, fields);
    }
  return found;
}

/** The paths of the fields of an answer the document names: "Order". */
export function answerFields({ components: { schemas } }: Described, name: string): ReadonlySet<string> {
  const fields = new Set<string>();
  addFields({ $ref: `#/components/schemas/${name}` }, { path: "", above: [], schemas, fields });
  return fields;
}

interface Walk {
  readonly path: string;
  /** References followed so far: a schema that holds itself is entered once. */
  readonly above: readonly string[];
  readonly schemas: Described["components"]["schemas"];
  readonly fields: Set<string>;
}

function addFields(schema: Schema, walk: Walk): void {
  const { path, above, schemas, fields } = walk;
  const { $ref, anyOf = [], oneOf = [], allOf = [], prefixItems = [], items, additionalProperties: others } = schema;
  if ($ref !== undefined) {
    const target = schemas[$ref.split("/").at(-1) ?? ""];
    if (target === undefined) throw new Error(`The document has no ${$ref}.`);
    if (!above.includes($ref)) addFields(target, { ...walk, above: [...above, $ref] });
  }
  for (const each of [...anyOf, ...oneOf, ...allOf]) addFields(each, walk);
  for (const each of items ? [...prefixItems, items] : prefixItems) addFields(each, { ...walk, path: `${path}0.` });
  if (typeof others === "object") addFields(others, walk);
  for (const [name, each] of Object.entries(schema.properties ?? {})) {
    fields.add(`${path}${name}`);
    addFields(each, { ...walk, path: `${path}${name}.` });
  }
}

/** Is an answer of the emulator of the same kind as the captured one: same keys, same JSON types. */

/** Places whose keys are data (a day, a slug, a class id) and whose values are whatever was stored. */
const MAPS =
  /\.(totals|options|taxonomies|product_visibility_terms|database_tables|woocommerce|other|args|endpoints|routes|post_meta)$/;
const ANY = /\.(value|display_value|default|message_html)$/;
/** Reports and lists that describe the machine or the plugins installed, not the shop's data. */
const OPEN =
  /\.(inactive_plugins|active_plugins|overrides|pages|post_type_counts|dropins_mu_plugins\.mu_plugins|related_ids|used_by|namespaces|enabled_features|settings\.class_cost\w*)$/;

function typeOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === "object";
}

/** Places the capture itself cut out. */
function isCut(value: unknown): boolean {
  return (typeof value === "string" && /^(_trimmed|… )/.test(value)) || (isObject(value) && "_trimmed" in value);
}

/**
 * Differences between two bodies, as "path: what". A capture that kept only some fields of a resource
 * (`partial`) is compared on those alone.
 */
export function differences(expected: unknown, actual: unknown, path = "body", partial = false): string[] {
  if (isCut(expected) || ANY.test(path) || OPEN.test(path)) return [];
  if (partial && expected === null && actual === undefined) return [];
  const [expectedValue, got] = [typeOf(expected), typeOf(actual)];
  if (expectedValue !== got) return [`${path}: ${got} instead of ${expectedValue}`];
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifferences(expected, actual, path, partial);
  if (isObject(expected) && isObject(actual)) return objectDifferences(expected, actual, path, partial);
  return [];
}

function listDifferences(expected: unknown[], actual: unknown[], path: string, partial: boolean): string[] {
  if ((expected.length === 0) !== (actual.length === 0))
    return [`${path}: ${actual.length} rows instead of ${expected.length}`];
  // Settings, gateways and the like: rows are told apart by name, the emulator has those a sync reads.
  if ([...expected, ...actual].every((row) => isObject(row) && typeof row["id"] === "string"))
    return expected.flatMap((row) => {
      const other = actual.find((one) => isObject(one) && isObject(row) && one["id"] === row["id"]);
      return other === undefined
        ? []
        : differences(row, other, `${path}[${String((row as { id?: unknown }).id)}]`, partial);
    });
  const count = Math.min(expected.length, actual.length);
  return Array.from({ length: count }, (_, index) =>
    differences(expected[index], actual[index], `${path}[${index}]`, partial || isPartial(expected[index])),
  ).flat();
}

function objectDifferences(
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  path: string,
  partial: boolean,
): string[] {
  if (MAPS.test(path)) {
    const [one] = Object.values(expected);
    const [other] = Object.values(actual);
    return one === undefined || other === undefined ? [] : differences(one, other, `${path}.*`, partial);
  }
  const cut = partial || isPartial(expected);
  const missing = Object.keys(expected).flatMap((key) =>
    differences(expected[key], actual[key], `${path}.${key}`, cut),
  );
  const extra = cut
    ? []
    : Object.keys(actual)
        .filter((key) => !(key in expected))
        .map((key) => `${path}.${key}: not in the capture`);
  return [...missing, ...extra];
}

/** Resources always carry links; a capture without them was reduced to the fields of interest. */
function isPartial(value: unknown): boolean {
  return (
    isObject(value) &&
    "id" in value &&
    !("_links" in value) &&
    !("key" in value) &&
    !("error" in value && value["error"] !== null)
  );
}

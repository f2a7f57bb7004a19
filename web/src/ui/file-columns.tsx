/** Which column of a chosen file is what: read off its first line, remembered, and corrected by hand. */
import { Select, SimpleGrid } from "@mantine/core";

/** A file that was chosen, with the heads of its columns. */
export interface ChosenFile {
  readonly csv: string;
  readonly heads: readonly string[];
}

/** Heads of the first line, by the separator the hub would take. */
export function headsOf(csv: string): readonly string[] {
  const [line = ""] = csv.replace(/^\ufeff/, "").split(/\r?\n/, 1);
  const delimiter = [",", ";", "\t"].reduce((best, one) =>
    line.split(one).length > line.split(best).length ? one : best,
  );
  const heads = line.split(delimiter).map((head) => head.trim().replace(/^"(.*)"$/, "$1"));
  return [...new Set(heads.filter((head) => head !== ""))];
}

type Columns<Field extends string> = Partial<Record<Field, string>>;

/** Of what was remembered, the columns this file has. */
export const foundIn = <Field extends string>(
  fields: readonly Field[],
  cached: Columns<Field>,
  heads: readonly string[],
): Columns<Field> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const head = heads.find((each) => each.toLowerCase() === cached[field]?.toLowerCase());
      return head === undefined ? [] : [[field, head]];
    }),
  ) as Columns<Field>;

interface Props<Field extends string> {
  readonly fields: readonly Field[];
  readonly heads: readonly string[];
  readonly used: Columns<Field>;
  /** Shown where a field has no column. */
  readonly none: string;
  word(field: Field): string;
  onChange(columns: Columns<Field>): void;
}

export function ColumnSelects<Field extends string>({ fields, heads, used, none, word, onChange }: Props<Field>) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      {fields.map((field) => (
        <Select
          key={field}
          label={word(field)}
          placeholder={none}
          clearable
          data={[...heads]}
          value={used[field] || null}
          onChange={(head) => onChange({ ...used, [field]: head ?? "" })}
        />
      ))}
    </SimpleGrid>
  );
}

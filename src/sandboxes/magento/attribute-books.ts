/** The merchant's attributes and the sets they are in. */

/** Of a fresh shop (05 attribute-sets). */
export const DEFAULT_SET = 4;

export interface StoredAttribute {
  readonly id: number;
  readonly code: string;
  label: string;
  input: string;
  scope: string;
  options: { value: string; label: string }[];
  /** Absent: as an attribute is made without a word: taken empty, twice the same, of every type. */
  isRequired?: boolean;
  isUnique?: boolean;
  readonly applyTo?: readonly string[];
  readonly backend?: string;
  readonly defaultValue?: string;
  readonly note?: string;
  /** One the shop comes with; its values are a product's own fields. */
  readonly isSystem?: true;
}

export interface StoredSet {
  readonly id: number;
  readonly name: string;
  /** Attributes besides those every product has; values of any other are dropped without a word. */
  readonly codes: Set<string>;
}

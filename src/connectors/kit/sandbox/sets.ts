/** Sets as a sandbox sells them. */

/** Several items that are sold as one, under a SKU of their own. */
export interface SandboxSet {
  /** One of `setKinds`. */
  readonly kind: string;
  readonly sku: string;
  readonly price: string;
  /** Items of the shop and how many are in one set. */
  readonly parts: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface SandboxSetKind {
  readonly name: string;
  /** What the shop takes from its numbers for each one that is sold. */
  readonly takes: "parts" | "own" | "both";
  /** What is in it can be sent apart. */
  readonly sendsParts?: true | undefined;
  /** Orders list what is in it and not the set, each part with its share of the money. */
  readonly listsParts?: true | undefined;
  /** Why products do not tell what is in it, where they do not. */
  readonly untold?: string | undefined;
}

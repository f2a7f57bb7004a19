/** What a channel takes and tells over an open connection. What is false is not offered, and refused when asked for. */
export interface Abilities {
  readonly readProducts: boolean;
  /** Creates and changes products there. */
  readonly putProducts: boolean;
  /** Shows other images of a product that is there already. */
  readonly changeImages: boolean;
  /** Takes a product off sale without deleting it, and puts it back. */
  readonly takeOffSale: boolean;
  readonly stock: boolean;
  /** Tells what lies in its own warehouses. */
  readonly marketplaceStock: boolean;
  readonly prices: boolean;
  readonly readCategories: boolean;
  /** Takes listings filled in here by the requirements of its categories. */
  readonly publishListings: boolean;
  readonly putCategories: boolean;
  /** Changes the accounts its customers have there. */
  readonly putCustomers: boolean;
  readonly readOrders: boolean;
  /** Takes orders made here. */
  readonly createOrders: boolean;
  /** Takes holds of orders and their release. */
  readonly holdOrders: boolean;
  /** Takes invoices and credit notes of its orders, and tells the documents that lie with them. */
  readonly takeDocuments: boolean;
}

export type Ability = keyof Abilities;

/** Of a channel that can do everything. */
export const ALL_ABILITIES: Abilities = {
  readProducts: true,
  putProducts: true,
  changeImages: true,
  takeOffSale: true,
  stock: true,
  marketplaceStock: true,
  prices: true,
  readCategories: true,
  publishListings: true,
  putCategories: true,
  putCustomers: true,
  readOrders: true,
  createOrders: true,
  holdOrders: true,
  takeDocuments: true,
};

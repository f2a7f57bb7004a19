/** The platform's schema, as far as the emulated shop answers it; connections are made from their names. */
export const SDL = `
scalar JSON
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Shop { id: ID! name: String! currency: String! }
type Variant { id: ID! sku: String barcode: String option: String price: String! stock: Int! }
type Product { id: ID! title: String! description: String status: String! updated_at: String! variants: [Variant!]! }
type Tracking { id: ID! carrier: String number: String! }
type Customer { name: String email: String phone: String }
type Line {
  id: ID! variant_id: ID! product_id: ID! sku: String title: String! quantity: Int! shipped: Int! price: String!
}
type Order {
  id: ID! number: String! status: String! payment_method: String is_paid: Boolean! currency: String! created_at: String!
  updated_at: String! total: String! shipping: String! tracking: [Tracking!]! notes: [String!]! customer: Customer
  lines: [Line!]!
}
type Level { variant_id: ID! quantity: Int! }
type Webhook { id: ID! url: String! active: Boolean! } # #if webhooks
type Refused { field: [String!] message: String! code: String }
type OrderDone { order: Order errors: [Refused!]! }
type WebhookDone { webhook: Webhook errors: [Refused!]! } # #if webhooks
type StockResult { variant_id: ID! status: String! quantity: Int! message: String }
input StockItem { variant_id: ID! quantity: Int! expected: Int }
type Query {
  shop: Shop!
  products(first: Int!, after: String, updatedSince: String, sku: String): ProductConnection!
  product(id: ID!): Product
  orders(first: Int!, after: String, updatedSince: String): OrderConnection!
  order(id: ID!): Order
  stock(ids: [ID!]!): [Level!]!
  webhooks: [Webhook!]! # #if webhooks
}
type Mutation {
  orderFulfil(id: ID!, key: String!, parcel: JSON!): OrderDone!
  orderCancel(id: ID!, key: String!): OrderDone!
  orderNote(id: ID!, key: String!, note: JSON!): OrderDone!
  stockSet(items: [StockItem!]!): [StockResult!]!
  webhookAdd(url: String!, secret: String!): WebhookDone! # #if webhooks
  webhookDrop(id: ID!): Boolean! # #if webhooks
}
`;

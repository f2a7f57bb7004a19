/** The part of the Admin API that is emulated, as a running 3.7.3 prints it. Enumerations are texts here. */
import { buildSchema } from "graphql";

const ERRORS = [
  "MimeTypeError",
  "InvalidCredentialsError",
  "NativeAuthStrategyError",
  "EmptyOrderLineSelectionError",
  "ItemsAlreadyFulfilledError",
  "InsufficientStockOnHandError",
  "InvalidFulfillmentHandlerError",
  "QuantityTooGreatError",
  "MultipleOrderError",
  "NothingToRefundError",
  "PaymentOrderMismatchError",
  "RefundOrderStateError",
  "AlreadyRefundedError",
  "RefundAmountError",
  "SettlePaymentError",
  "OrderModificationError",
  "OrderLimitError",
  "NegativeQuantityError",
  "InsufficientStockError",
  "OrderInterceptorError",
  "EmailAddressConflictError",
  "IneligibleShippingMethodError",
  "NoActiveOrderError",
  "CouponCodeExpiredError",
  "CouponCodeInvalidError",
  "CouponCodeLimitError",
  "ManualPaymentStateError",
];

/** Those that say why a state could not be reached. */
const TRANSITION_ERRORS = [
  "FulfillmentStateTransitionError",
  "OrderStateTransitionError",
  "PaymentStateTransitionError",
  "RefundStateTransitionError",
];

const list = (type: string): string => `
  type ${type}List { items: [${type}!]! totalItems: Int! }
  input ${type}ListOptions { skip: Int take: Int sort: ${type}SortParameter filter: ${type}FilterParameter }`;

export const schema = buildSchema(`
  scalar JSON
  scalar DateTime
  scalar Money
  interface ErrorResult { errorCode: String! message: String! }
  ${ERRORS.map((name) => `type ${name} implements ErrorResult { errorCode: String! message: String! }`).join("\n")}
  ${TRANSITION_ERRORS.map((name) => `type ${name} implements ErrorResult { errorCode: String! message: String! transitionError: String! }`).join("\n")}
  enum SortOrder { ASC DESC }
  enum GlobalFlag { TRUE FALSE INHERIT }
  input IDOperators { eq: String in: [String!] }
  input StringOperators { eq: String notEq: String contains: String in: [String!] }
  input DateOperators { before: DateTime after: DateTime isNull: Boolean }

  type Query {
    me: CurrentUser
    activeChannel: Channel!
    globalSettings: GlobalSettings!
    stockLocations(options: StockLocationListOptions): StockLocationList!
    orders(options: OrderListOptions): OrderList!
    order(id: ID!): Order
    eligibleShippingMethodsForDraftOrder(orderId: ID!): [ShippingMethodQuote!]!
    assets(options: AssetListOptions): AssetList!
    products(options: ProductListOptions): ProductList!
    product(id: ID): Product
    productVariants(options: ProductVariantListOptions): ProductVariantList!
    collections(options: CollectionListOptions): CollectionList!
    customers(options: CustomerListOptions): CustomerList!
    promotions(options: PromotionListOptions): PromotionList!
  }
  type Mutation {
    login(username: String!, password: String!): NativeAuthenticationResult!
    addNoteToOrder(input: AddNoteToOrderInput!): Order!
    addFulfillmentToOrder(input: FulfillOrderInput!): AddFulfillmentToOrderResult!
    transitionFulfillmentToState(id: ID!, state: String!): TransitionFulfillmentToStateResult!
    cancelOrder(input: CancelOrderInput!): CancelOrderResult!
    refundOrder(input: RefundOrderInput!): RefundOrderResult!
    settleRefund(input: SettleRefundInput!): SettleRefundResult!
    settlePayment(id: ID!): SettlePaymentResult!
    createDraftOrder: Order!
    deleteDraftOrder(orderId: ID!): DeletionResponse!
    addItemToDraftOrder(orderId: ID!, input: AddItemToDraftOrderInput!): UpdateOrderItemsResult!
    setCustomerForDraftOrder(
      orderId: ID!, customerId: ID, input: CreateCustomerInput
    ): SetCustomerForDraftOrderResult!
    setDraftOrderShippingAddress(orderId: ID!, input: CreateAddressInput!): Order!
    setDraftOrderBillingAddress(orderId: ID!, input: CreateAddressInput!): Order!
    setDraftOrderShippingMethod(orderId: ID!, shippingMethodId: ID!): SetOrderShippingMethodResult!
    applyCouponCodeToDraftOrder(orderId: ID!, couponCode: String!): ApplyCouponCodeResult!
    transitionOrderToState(id: ID!, state: String!): TransitionOrderToStateResult
    addManualPaymentToOrder(input: ManualPaymentInput!): AddManualPaymentToOrderResult!
    createAssets(input: [CreateAssetInput!]!): [CreateAssetResult!]!
    updateAsset(input: UpdateAssetInput!): Asset!
    createProduct(input: CreateProductInput!): Product!
    updateProduct(input: UpdateProductInput!): Product!
    deleteProduct(id: ID!): DeletionResponse!
    createProductOptionGroup(input: CreateProductOptionGroupInput!): ProductOptionGroup!
    addOptionGroupToProduct(productId: ID!, optionGroupId: ID!): Product!
    createProductOption(input: CreateProductOptionInput!): ProductOption!
    createProductVariants(input: [CreateProductVariantInput!]!): [ProductVariant]!
    updateProductVariants(input: [UpdateProductVariantInput!]!): [ProductVariant]!
  }

  type CurrentUserChannel { id: ID! token: String! code: String! permissions: [String!]! }
  type CurrentUser { id: ID! identifier: String! channels: [CurrentUserChannel!]! }
  union NativeAuthenticationResult = CurrentUser | InvalidCredentialsError | NativeAuthStrategyError
  type Channel {
    id: ID! code: String! token: String! defaultCurrencyCode: String! pricesIncludeTax: Boolean!
    defaultLanguageCode: String! trackInventory: Boolean outOfStockThreshold: Int
  }
  type ServerConfig { moneyStrategyPrecision: Int! }
  type GlobalSettings { trackInventory: Boolean! outOfStockThreshold: Int! serverConfig: ServerConfig! }
  type StockLocation { id: ID! name: String! }
  input StockLocationSortParameter { id: SortOrder }
  input StockLocationFilterParameter { name: StringOperators }
  ${list("StockLocation")}

  type OrderAddress {
    fullName: String company: String streetLine1: String streetLine2: String city: String province: String
    postalCode: String countryCode: String phoneNumber: String
  }
  type Discount {
    adjustmentSource: String! type: String! description: String! amount: Money! amountWithTax: Money!
  }
  type Surcharge { id: ID! description: String! price: Money! priceWithTax: Money! }
  type FulfillmentLine { orderLineId: ID! quantity: Int! fulfillmentId: ID! }
  type RefundLine { orderLineId: ID! quantity: Int! refundId: ID! }
  type OrderLine {
    id: ID! quantity: Int! orderPlacedQuantity: Int! productVariant: ProductVariant!
    unitPrice: Money! unitPriceWithTax: Money! proratedUnitPrice: Money! proratedUnitPriceWithTax: Money!
    linePrice: Money! linePriceWithTax: Money! proratedLinePrice: Money! proratedLinePriceWithTax: Money!
    lineTax: Money! fulfillmentLines: [FulfillmentLine!]
  }
  type ShippingLine { price: Money! priceWithTax: Money! discounts: [Discount!]! }
  type Refund {
    id: ID! createdAt: DateTime! total: Money! state: String! reason: String transactionId: String lines: [RefundLine!]!
  }
  type Payment {
    id: ID! createdAt: DateTime! method: String! amount: Money! state: String! transactionId: String refunds: [Refund!]!
  }
  type Fulfillment {
    id: ID! createdAt: DateTime! updatedAt: DateTime! state: String! method: String! trackingCode: String
    lines: [FulfillmentLine!]!
  }
  type HistoryEntry { id: ID! type: String! isPublic: Boolean! data: JSON! }
  type HistoryEntryList { items: [HistoryEntry!]! totalItems: Int! }
  input HistoryEntryFilterParameter { type: StringOperators }
  input HistoryEntryListOptions { skip: Int take: Int filter: HistoryEntryFilterParameter }
  type Order {
    id: ID! code: String! type: String! state: String! active: Boolean! createdAt: DateTime! updatedAt: DateTime!
    orderPlacedAt: DateTime currencyCode: String! subTotal: Money! subTotalWithTax: Money! shipping: Money!
    shippingWithTax: Money! total: Money! totalWithTax: Money! couponCodes: [String!]!
    channels: [Channel!]! surcharges: [Surcharge!]!
    customer: Customer shippingAddress: OrderAddress billingAddress: OrderAddress lines: [OrderLine!]!
    shippingLines: [ShippingLine!]! payments: [Payment!] fulfillments: [Fulfillment!]
    history(options: HistoryEntryListOptions): HistoryEntryList!
  }
  input OrderSortParameter { id: SortOrder orderPlacedAt: SortOrder updatedAt: SortOrder }
  input OrderFilterParameter {
    id: IDOperators code: StringOperators state: StringOperators type: StringOperators orderPlacedAt: DateOperators
    transactionId: StringOperators
  }
  ${list("Order")}
  input OrderLineInput { orderLineId: ID! quantity: Int! }
  input ConfigArgInput { name: String! value: String! }
  input ConfigurableOperationInput { code: String! arguments: [ConfigArgInput!]! }
  input AddNoteToOrderInput { id: ID! note: String! isPublic: Boolean! }
  input FulfillOrderInput { lines: [OrderLineInput!]! handler: ConfigurableOperationInput! }
  input CancelOrderInput { orderId: ID! lines: [OrderLineInput!] cancelShipping: Boolean reason: String }
  input RefundOrderInput {
    lines: [OrderLineInput!] shipping: Money adjustment: Money amount: Money paymentId: ID! reason: String
  }
  input SettleRefundInput { id: ID! transactionId: String! }
  union AddFulfillmentToOrderResult = Fulfillment | EmptyOrderLineSelectionError | ItemsAlreadyFulfilledError
    | InsufficientStockOnHandError | InvalidFulfillmentHandlerError | FulfillmentStateTransitionError
  union TransitionFulfillmentToStateResult = Fulfillment | FulfillmentStateTransitionError
  union CancelOrderResult = Order | EmptyOrderLineSelectionError | QuantityTooGreatError | MultipleOrderError
    | OrderStateTransitionError
  union RefundOrderResult = Refund | QuantityTooGreatError | NothingToRefundError | OrderStateTransitionError
    | MultipleOrderError | PaymentOrderMismatchError | RefundOrderStateError | AlreadyRefundedError
    | RefundStateTransitionError | RefundAmountError
  type ShippingMethodQuote { id: ID! code: String! name: String! price: Money! priceWithTax: Money! }
  input AddItemToDraftOrderInput { productVariantId: ID! quantity: Int! }
  input CreateCustomerInput { firstName: String! lastName: String! phoneNumber: String emailAddress: String! }
  input CreateAddressInput {
    fullName: String company: String streetLine1: String! streetLine2: String city: String province: String
    postalCode: String countryCode: String! phoneNumber: String
  }
  input ManualPaymentInput { orderId: ID! method: String! transactionId: String metadata: JSON }
  union UpdateOrderItemsResult = Order | OrderModificationError | OrderLimitError | NegativeQuantityError
    | InsufficientStockError | OrderInterceptorError
  union SetCustomerForDraftOrderResult = Order | EmailAddressConflictError
  union SetOrderShippingMethodResult = Order | OrderModificationError | IneligibleShippingMethodError
    | NoActiveOrderError
  union ApplyCouponCodeResult = Order | CouponCodeExpiredError | CouponCodeInvalidError | CouponCodeLimitError
  union TransitionOrderToStateResult = Order | OrderStateTransitionError
  union AddManualPaymentToOrderResult = Order | ManualPaymentStateError
  union SettleRefundResult = Refund | RefundStateTransitionError
  union SettlePaymentResult = Payment | SettlePaymentError | PaymentStateTransitionError | OrderStateTransitionError

  type Customer { id: ID! emailAddress: String! firstName: String! lastName: String! phoneNumber: String }
  input CustomerSortParameter { id: SortOrder }
  input CustomerFilterParameter { emailAddress: StringOperators }
  ${list("Customer")}

  type Asset { id: ID! name: String! source: String! }
  type FacetValue { id: ID! code: String! }
  type Collection { id: ID! name: String! parentId: ID! }
  input CollectionSortParameter { id: SortOrder }
  input CollectionFilterParameter { name: StringOperators }
  ${list("Collection")}
  type ProductOptionGroup { id: ID! code: String! name: String! options: [ProductOption!]! }
  type ProductOption { id: ID! code: String! name: String! group: ProductOptionGroup! }
  type ProductTranslation { id: ID! languageCode: String! name: String! slug: String! description: String! }
  type Product {
    id: ID! createdAt: DateTime! updatedAt: DateTime! enabled: Boolean! name: String! slug: String!
    description: String! featuredAsset: Asset assets: [Asset!]! optionGroups: [ProductOptionGroup!]!
    translations: [ProductTranslation!]! facetValues: [FacetValue!]!
    channels: [Channel!]! collections: [Collection!]!
    variants: [ProductVariant!]!
  }
  input ProductSortParameter { id: SortOrder }
  input ProductFilterParameter { id: IDOperators slug: StringOperators name: StringOperators }
  ${list("Product")}
  type ProductVariantPrice { currencyCode: String! price: Money! }
  type ProductVariantTranslation { id: ID! languageCode: String! name: String! }
  type StockLevel { id: ID! stockLocationId: ID! stockOnHand: Int! stockAllocated: Int! }
  type ProductVariant {
    id: ID! productId: ID! createdAt: DateTime! updatedAt: DateTime! sku: String! name: String! enabled: Boolean!
    trackInventory: GlobalFlag! prices: [ProductVariantPrice!]! options: [ProductOption!]!
    translations: [ProductVariantTranslation!]! stockLevels: [StockLevel!]!
    featuredAsset: Asset assets: [Asset!]!
  }
  input ProductVariantSortParameter { id: SortOrder }
  input ProductVariantFilterParameter { id: IDOperators sku: StringOperators productId: IDOperators }
  ${list("ProductVariant")}
  input TranslationInput { languageCode: String! name: String slug: String description: String }
  input StockLevelInput { stockLocationId: ID! stockOnHand: Int! }
  input PriceInput { currencyCode: String! price: Money! }
  input CreateProductInput {
    enabled: Boolean featuredAssetId: ID assetIds: [ID!] translations: [TranslationInput!]! }
  input UpdateProductInput {
    id: ID! enabled: Boolean featuredAssetId: ID assetIds: [ID!] translations: [TranslationInput!]
  }
  input CreateGroupOptionInput { code: String! translations: [TranslationInput!]! }
  input CreateProductOptionGroupInput {
    code: String! translations: [TranslationInput!]! options: [CreateGroupOptionInput!]
  }
  input CreateProductOptionInput { productOptionGroupId: ID! code: String! translations: [TranslationInput!]! }
  input CreateProductVariantInput {
    productId: ID! sku: String! optionIds: [ID!] price: Money prices: [PriceInput!] trackInventory: GlobalFlag
    featuredAssetId: ID assetIds: [ID!] stockLevels: [StockLevelInput!] stockOnHand: Int translations: [TranslationInput!]!
  }
  input UpdateProductVariantInput {
    id: ID! price: Money featuredAssetId: ID assetIds: [ID!] stockLevels: [StockLevelInput!] stockOnHand: Int trackInventory: GlobalFlag sku: String
  }
  scalar Upload
  union CreateAssetResult = Asset | MimeTypeError
  input AssetTranslationInput { languageCode: String! name: String }
  input CreateAssetInput { file: Upload! translations: [AssetTranslationInput!] }
  input UpdateAssetInput { id: ID! translations: [AssetTranslationInput!] }
  input AssetSortParameter { id: SortOrder }
  input AssetFilterParameter { id: IDOperators name: StringOperators source: StringOperators _or: [AssetFilterParameter!] }
  ${list("Asset")}
  type DeletionResponse { result: String! message: String }

  type ConfigArg { name: String! value: String! }
  type ConfigurableOperation { code: String! args: [ConfigArg!]! }
  type Promotion {
    id: ID! name: String! couponCode: String enabled: Boolean! startsAt: DateTime endsAt: DateTime usageLimit: Int
    perCustomerUsageLimit: Int conditions: [ConfigurableOperation!]! actions: [ConfigurableOperation!]!
  }
  input PromotionSortParameter { id: SortOrder }
  input PromotionFilterParameter { couponCode: StringOperators }
  ${list("Promotion")}
`);

/** Every document this connector sends. Only fields that cannot fail for one record are asked for in lists. */
import { readDocument, writeDocument } from "../kit/graphql/graphql.ts";

const ADDRESS = "{fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber}";

const ORDER = `id code type state updatedAt orderPlacedAt currencyCode subTotalWithTax subTotal couponCodes
  shipping shippingWithTax total totalWithTax channels{code}
  surcharges{id description price priceWithTax}
  customer{id emailAddress firstName lastName phoneNumber}
  shippingAddress${ADDRESS} billingAddress${ADDRESS}
  lines{id quantity orderPlacedQuantity productVariant{id sku name productId}
    unitPrice unitPriceWithTax proratedUnitPrice proratedUnitPriceWithTax linePrice linePriceWithTax
    proratedLinePrice proratedLinePriceWithTax lineTax fulfillmentLines{quantity fulfillmentId}}
  shippingLines{price priceWithTax discounts{adjustmentSource type amount amountWithTax}}
  payments{id createdAt method amount state transactionId refunds{id createdAt total state reason lines{orderLineId quantity}}}
  fulfillments{id createdAt updatedAt state method trackingCode lines{orderLineId quantity}}`;

export const LOGIN = writeDocument("login", 1, true)`mutation Login($username: String!, $password: String!) {
    login(username: $username, password: $password) {
      __typename
      ... on ErrorResult { errorCode message }
      ... on CurrentUser { id channels { code token permissions } }
    }
  }`;

export const ME = readDocument("me", 1)`query Me { me { id channels { code token permissions } } }`;

export const OWN_CHANNEL = readDocument("channel.get", 1)`query OwnChannel { activeChannel { id } }`;

export const SHOP = readDocument("settings.get", 1)`query Shop {
    activeChannel { id code token defaultCurrencyCode pricesIncludeTax defaultLanguageCode trackInventory outOfStockThreshold }
    stockLocations(options: {take: 1000, sort: {id: ASC}}) { items { id name } }
    globalSettings { trackInventory outOfStockThreshold serverConfig { moneyStrategyPrecision } }
  }`;

export const ORDERS = readDocument(
  "orders.list",
  1,
)`query Orders($options: OrderListOptions) { orders(options: $options) { totalItems items { ${ORDER} } } }`;

/** What can change of an order, so far as \`updatedAt\` does not tell it: it moves for lines alone. */
export const ORDER_MARKS = readDocument("orders.marks.list", 1)`query OrderMarks($options: OrderListOptions) {
    orders(options: $options) {
      totalItems
      items {
        id state orderPlacedAt updatedAt totalWithTax shippingAddress${ADDRESS}
        payments { id state refunds { id state } } fulfillments { id state }
      }
    }
  }`;

export const ORDER_NOTES = readDocument("orders.notes", 1)`query OrderNotes($id: ID!) {
    order(id: $id) { history(options: {take: 1000, filter: {type: {eq: "ORDER_NOTE"}}}) { items { data } } }
  }`;

export const ADD_NOTE = writeDocument(
  "orders.note",
  1,
)`mutation AddNote($input: AddNoteToOrderInput!) { addNoteToOrder(input: $input) { id } }`;

const REFUSAL = "__typename ... on ErrorResult { errorCode message }";

export const ADD_FULFILMENT = writeDocument("orders.fulfil", 1)`mutation AddFulfilment($input: FulfillOrderInput!) {
    addFulfillmentToOrder(input: $input) { ${REFUSAL} ... on Fulfillment { id state } }
  }`;

export const MOVE_FULFILMENT = writeDocument(
  "orders.fulfilment.move",
  1,
)`mutation MoveFulfilment($id: ID!, $state: String!) {
    transitionFulfillmentToState(id: $id, state: $state) {
      ${REFUSAL} ... on FulfillmentStateTransitionError { transitionError } ... on Fulfillment { id state }
    }
  }`;

export const CANCEL = writeDocument("orders.cancel", 1)`mutation Cancel($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      ${REFUSAL} ... on OrderStateTransitionError { transitionError } ... on Order { ${ORDER} }
    }
  }`;

/** The deprecated fields of the input are needed: without them the shop answers with a raw database error. */
export const REFUND = writeDocument("orders.refund", 1)`mutation Refund($input: RefundOrderInput!) {
    refundOrder(input: $input) { ${REFUSAL} ... on Refund { id state total } }
  }`;

export const SETTLE_REFUND = writeDocument(
  "orders.refund.settle",
  1,
)`mutation SettleRefund($input: SettleRefundInput!) {
    settleRefund(input: $input) { ${REFUSAL} ... on Refund { id state } }
  }`;

/** Settling what is settled changes nothing. */
export const SETTLE_PAYMENT = writeDocument("orders.payment.settle", 1, true)`mutation SettlePayment($id: ID!) {
    settlePayment(id: $id) {
      ${REFUSAL} ... on PaymentStateTransitionError { transitionError } ... on Payment { id state }
    }
  }`;

/** An order of ours before it is placed: it takes no stock, and only staff see it. */
const DRAFT_STATE = "id state currencyCode total totalWithTax";

export const DRAFT = readDocument("drafts.get", 1)`query Draft($id: ID!) { order(id: $id) { ${DRAFT_STATE} } }`;

export const CREATE_DRAFT = writeDocument("drafts.create", 1)`mutation CreateDraft { createDraftOrder { id } }`;

export const DELETE_DRAFT = writeDocument(
  "drafts.delete",
  1,
  true,
)`mutation DeleteDraft($id: ID!) { deleteDraftOrder(orderId: $id) { result } }`;

export const ADD_TO_DRAFT = writeDocument(
  "drafts.line",
  1,
)`mutation AddToDraft($id: ID!, $input: AddItemToDraftOrderInput!) {
    addItemToDraftOrder(orderId: $id, input: $input) { ${REFUSAL} ... on Order { id } }
  }`;

export const SET_DRAFT_BUYER = writeDocument(
  "drafts.buyer",
  1,
)`mutation SetDraftBuyer($id: ID!, $customerId: ID, $customer: CreateCustomerInput, $address: CreateAddressInput!) {
    setCustomerForDraftOrder(orderId: $id, customerId: $customerId, input: $customer) { ${REFUSAL} ... on Order { id } }
    setDraftOrderShippingAddress(orderId: $id, input: $address) { id }
    setDraftOrderBillingAddress(orderId: $id, input: $address) { id }
  }`;

export const DRAFT_SHIPPING = readDocument(
  "drafts.shipping.list",
  1,
)`query DraftShipping($id: ID!) { eligibleShippingMethodsForDraftOrder(orderId: $id) { id price priceWithTax } }`;

/** The same method again is the same. */
export const SET_DRAFT_SHIPPING = writeDocument(
  "drafts.shipping",
  1,
  true,
)`mutation SetDraftShipping($id: ID!, $methodId: ID!) {
    setDraftOrderShippingMethod(orderId: $id, shippingMethodId: $methodId) { ${REFUSAL} ... on Order { id } }
  }`;

export const APPLY_COUPON = writeDocument("drafts.coupon", 1, true)`mutation ApplyCoupon($id: ID!, $code: String!) {
    applyCouponCodeToDraftOrder(orderId: $id, couponCode: $code) { ${REFUSAL} ... on Order { id } }
  }`;

export const BEGIN_PAYMENT = writeDocument("drafts.place", 1)`mutation BeginPayment($id: ID!) {
    transitionOrderToState(id: $id, state: "ArrangingPayment") {
      ${REFUSAL} ... on OrderStateTransitionError { transitionError } ... on Order { id state }
    }
  }`;

/** Places the order: the payment is of what is open. */
export const ADD_PAYMENT = writeDocument("drafts.pay", 1)`mutation AddPayment($input: ManualPaymentInput!) {
    addManualPaymentToOrder(input: $input) { ${REFUSAL} ... on Order { ${ORDER} } }
  }`;

const ASSET = "{ id name source }";

const VARIANT = `id sku name enabled trackInventory updatedAt
  prices { currencyCode price } options { name group { name } }
  translations { languageCode name }
  featuredAsset ${ASSET} assets ${ASSET}
  stockLevels { stockLocationId stockOnHand stockAllocated }`;

const PRODUCT = `id updatedAt enabled name slug description
  featuredAsset ${ASSET} assets ${ASSET}
  optionGroups { id name options { id name } }
  translations { languageCode name description slug }
  facetValues { id }
  channels { code }
  collections { id }
  variants { ${VARIANT} }`;

export const PRODUCTS = readDocument(
  "products.list",
  1,
)`query Products($options: ProductListOptions) { products(options: $options) { totalItems items { ${PRODUCT} } } }`;

export const PRODUCT_OF = readDocument("products.get", 1)`query Product($id: ID!) { product(id: $id) { ${PRODUCT} } }`;

export const PRODUCT_CHANNELS = readDocument(
  "products.channels",
  1,
)`query ProductChannels($id: ID!) { product(id: $id) { channels { code } } }`;

export const VARIANTS = readDocument("variants.list", 1)`query Variants($options: ProductVariantListOptions) {
    productVariants(options: $options) {
      totalItems
      items { id sku productId trackInventory prices { currencyCode price } stockLevels { stockLocationId stockOnHand stockAllocated } }
    }
  }`;

export const CREATE_PRODUCT = writeDocument(
  "products.create",
  1,
)`mutation CreateProduct($input: CreateProductInput!) { createProduct(input: $input) { id } }`;

/** Sets states: the same again is the same. */
export const UPDATE_PRODUCT = writeDocument(
  "products.update",
  1,
  true,
)`mutation UpdateProduct($input: UpdateProductInput!) { updateProduct(input: $input) { id } }`;

export const DELETE_PRODUCT = writeDocument(
  "products.delete",
  1,
  true,
)`mutation DeleteProduct($id: ID!) { deleteProduct(id: $id) { result message } }`;

export const CREATE_GROUP = writeDocument(
  "options.create",
  1,
)`mutation CreateGroup($input: CreateProductOptionGroupInput!) {
    createProductOptionGroup(input: $input) { id name options { id name } }
  }`;

export const ADD_GROUP = writeDocument("options.add", 1)`mutation AddGroup($productId: ID!, $groupId: ID!) {
    addOptionGroupToProduct(productId: $productId, optionGroupId: $groupId) { id }
  }`;

export const CREATE_OPTION = writeDocument(
  "options.value",
  1,
)`mutation CreateOption($input: CreateProductOptionInput!) { createProductOption(input: $input) { id name } }`;

export const CREATE_VARIANTS = writeDocument(
  "variants.create",
  1,
)`mutation CreateVariants($input: [CreateProductVariantInput!]!) { createProductVariants(input: $input) { id sku } }`;

/** Prices and pictures as they are to be: the same again is the same. */
export const UPDATE_VARIANTS = writeDocument(
  "variants.update",
  1,
  true,
)`mutation UpdateVariants($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }`;

/** Not repeated blindly: what is written was reckoned from what was allocated a moment before. */
export const SET_STOCK = writeDocument("stock.set", 1)`mutation SetStock($input: [UpdateProductVariantInput!]!) {
    updateProductVariants(input: $input) { id stockLevels { stockLocationId stockOnHand stockAllocated } }
  }`;

export const ASSETS = readDocument(
  "images.list",
  1,
)`query Assets($options: AssetListOptions) { assets(options: $options) { items ${ASSET} } }`;

export const CREATE_ASSETS = writeDocument("images.upload", 1)`mutation CreateAssets($input: [CreateAssetInput!]!) {
    createAssets(input: $input) { __typename ... on ErrorResult { errorCode message } ... on Asset { id } }
  }`;

/** The same text again is the same. */
export const UPDATE_ASSET = writeDocument(
  "images.update",
  1,
  true,
)`mutation UpdateAsset($input: UpdateAssetInput!) { updateAsset(input: $input) { id } }`;

export const COLLECTIONS = readDocument("collections.list", 1)`query Collections($options: CollectionListOptions) {
    collections(options: $options) { totalItems items { id name parentId } }
  }`;

export const CUSTOMERS = readDocument("customers.list", 1)`query Customers($options: CustomerListOptions) {
    customers(options: $options) { totalItems items { id emailAddress firstName lastName phoneNumber } }
  }`;

export const PROMOTIONS = readDocument("promotions.list", 1)`query Promotions($options: PromotionListOptions) {
    promotions(options: $options) {
      totalItems
      items {
        id name couponCode enabled startsAt endsAt usageLimit perCustomerUsageLimit
        conditions { code args { name value } } actions { code args { name value } }
      }
    }
  }`;

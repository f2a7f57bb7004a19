/** Which way things flow between hub and store, and who wins. */
export const flowSentences = {
  "flow.orders":
    "Orders come from the channel with their payment state; what you fulfil, cancel or refund here goes there.",
  "flow.ordersOff": "Orders are not read from this store.",
  "flow.customers": "Customers come with their orders; what was told last is what is known. Nothing is written there.",
  "flow.customersOut":
    "Customers come with their orders; what was told last is what is known. What you correct of one is corrected in the account they have there.",
  "flow.stock.hub": "Your stock is written to the channel; a number edited there is written over and logged.",
  "flow.stock.channel":
    "Your stock is written to the channel; a number edited there changes your stock by the difference.",
  "flow.stock.newest":
    "Your stock is written to the channel; a number edited there changes your stock by the difference.",
  "flow.stock.ask":
    "Your stock is written to the channel; a number edited there waits for you, and nothing is written to it meanwhile.",
  "flow.stockMarketplace": "Stock of the marketplace's warehouses is read; nothing is written.",
  "flow.stockOff": "Stock is not kept in sync.",
  "flow.prices": "Prices go to new items of this store by themselves; $t(edited.{{policy}}).",
  "flow.pricesOff": "Prices are left to the channel, but for items switched on one by one.",
  "flow.content": "Titles, descriptions, pictures and the like go to the channel; $t(edited.{{policy}}).",
  "flow.contentField": "Apart from that, of the $t(contentField.{{field}}) $t(edited.{{policy}}).",
  "flow.contentOn": "Only products whose content sync is on are written to.",
  "flow.products":
    "New items of the channel are seen and linked where SKU or barcode say so. Nothing is created on either side, and nothing deleted, without you.",
  "flow.contentAll": "That holds for every linked product.",
  "flow.productsOut":
    "New items of the channel are seen and linked where SKU or barcode say so. New products and variants of yours that it may have are created there by themselves; nothing is deleted there.",
  "flow.categoriesOut": "Categories are made, renamed, moved and deleted there as they are here.",
  "flow.stockCannot": "{{store}} takes no stock numbers from Argosy.",
  "flow.pricesCannot": "{{store}} takes no prices from Argosy.",
  "flow.contentCannot":
    "{{store}} takes no products from Argosy. Titles, descriptions and images stay as they are there.",
  "flow.productsCannot": "{{store}} tells no products.",
  "cannot.readProducts": "{{store}} tells no products.",
  "cannot.putProducts": "{{store}} takes no products from Argosy.",
  "cannot.stock": "{{store}} takes no stock numbers from Argosy.",
  "cannot.prices": "{{store}} takes no prices from Argosy.",
  "cannot.readCategories": "{{store}} tells no categories.",
  "cannot.putCategories": "{{store}} takes no categories from Argosy.",
  "cannot.marketplaceStock": "{{store}} tells of no stock in warehouses of its own.",
  "cannot.putCustomers": "{{store}} takes no changes of customers from Argosy.",
  "cannot.readOrders": "{{store}} tells no orders.",
  "cannot.createOrders": "{{store}} takes no orders from Argosy.",
  "plan.note.noProducts": {
    one: "{{store}} takes no products from Argosy. {{count}} product stays out of it.",
    other: "{{store}} takes no products from Argosy. {{count}} products stay out of it.",
  },
  "plan.note.categories": {
    one: "{{count}} category is created on {{store}} with the first product in it.",
    other: "{{count}} categories are created on {{store}} with the first product in each.",
  },
  "plan.note.noCategories": {
    one: "{{store}} takes no categories from Argosy. Products are created there without {{count}} category.",
    other: "{{store}} takes no categories from Argosy. Products are created there without {{count}} categories.",
  },
  "edited.hub": "an edit there is written over and logged",
  "edited.channel": "an edit there is taken over",
  "edited.newest": "of two edits the later one wins",
  "edited.ask": "an edit there waits for you to settle it",
  "contentField.title": "title",
  "contentField.description": "description",
  "contentField.brand": "brand",
  "contentField.active": "being on sale",
  "contentField.images": "pictures",
  "contentField.categories": "categories",
  "contentField.barcode": "barcode",
  "contentField.weight": "weight",
  "contentField.dimensions": "parcel size",
} as const;

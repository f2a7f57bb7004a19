/** Which way things flow between hub and store, and who wins. */
export const flowSentences = {
  "flow.orders":
    "Orders come from the channel with their payment state; what you fulfil, cancel or refund here goes there.",
  "flow.ordersOff": "Orders are not read from this channel.",
  "flow.customers":
    "Customers come with their orders, and the latest details count. Nothing is written to the channel.",
  "flow.customersOut":
    "Customers come with their orders, and the latest details count. Corrections you make here go to the customer's account on the channel.",
  "flow.stock.hub": "Your stock is written to the channel; a number edited there is overwritten and logged.",
  "flow.stock.channel":
    "Your stock is written to the channel; a number edited there changes your stock by the difference.",
  "flow.stock.newest":
    "Your stock is written to the channel; a number edited there changes your stock by the difference.",
  "flow.stock.ask":
    "Your stock is written to the channel; a number edited there waits for you, and nothing is written to it meanwhile.",
  "flow.stockMarketplace": "Stock of the marketplace's warehouses is read; nothing is written.",
  "flow.stockOff": "Stock is not kept in sync.",
  "flow.prices": "Prices go to new items of this channel automatically; $t(edited.{{policy}}).",
  "flow.pricesOff": "Prices are not sent, except for items you switch on one by one.",
  "flow.content": "Titles, descriptions, images and other content go to the channel; $t(edited.{{policy}}).",
  "flow.contentField": "For the $t(contentField.{{field}}), $t(edited.{{policy}}).",
  "flow.contentOn": "Only products with content sync on are updated.",
  "flow.products":
    "New channel items are read and linked by SKU or barcode. Nothing is created or deleted on either side without you.",
  "flow.contentAll": "This applies to every linked product.",
  "flow.productsOut":
    "New channel items are read and linked by SKU or barcode. New products and variants of yours are created there automatically, as far as its rules allow; nothing is deleted there.",
  "flow.categoriesOut": "Categories are made, renamed, moved and deleted there as they are here.",
  "flow.stockCannot": "{{store}} takes no stock numbers from Argosy.",
  "flow.pricesCannot": "{{store}} takes no prices from Argosy.",
  "flow.contentCannot":
    "{{store}} takes no products from Argosy. Titles, descriptions and images stay as they are there.",
  "flow.productsCannot": "{{store}} tells no products.",
  "cannot.readProducts": "{{store}} tells no products.",
  "cannot.putProducts": "{{store}} takes no products from Argosy.",
  "cannot.changeImages": "{{store}} keeps the images a product has there.",
  "cannot.takeOffSale": "{{store}} has no switch that takes a product off sale.",
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
  "edited.hub": "channel edits are overwritten and logged",
  "edited.channel": "channel edits are taken over",
  "edited.newest": "the latest edit wins",
  "edited.ask": "channel edits wait for you to decide",
  "contentField.title": "title",
  "contentField.description": "description",
  "contentField.brand": "brand",
  "contentField.active": "sale status",
  "contentField.images": "images",
  "contentField.categories": "categories",
  "contentField.barcode": "barcode",
  "contentField.weight": "weight",
  "contentField.dimensions": "parcel size",
} as const;

/** What needs a person. Titles are `alert.<kind>.title`; a text may go on in a platform's own words. */
export const alertSentences = {
  "alert.customer_failed.title": "{{store}}: a customer's account could not be changed",
  "alert.event_failed.title": "{{store}}: $t(thing.{{thing}}) {{ref}} could not be processed",
  "alert.unread.missing": "{{field}} is missing. The record is kept, and Argosy asks for it again by itself.",
  "alert.unread.wrong": "{{field}}: {{problem}}. The record is kept, and Argosy asks for it again by itself.",
  "thing.order": "order",
  "thing.product": "product",
  "thing.delivery": "delivery",
  "alert.api_ends.title": "{{platform}} will stop answering this version of Argosy",
  "alert.api_ends.soon": {
    one: "{{platform}}'s API version {{version}} ends on {{day}}, in {{count}} day. Update Argosy before that day; a newer version of it speaks a newer one.",
    other:
      "{{platform}}'s API version {{version}} ends on {{day}}, in {{count}} days. Update Argosy before that day; a newer version of it speaks a newer one.",
  },
  "alert.api_ends.over":
    "{{platform}}'s API version {{version}} ended on {{day}}. Update Argosy; a newer version of it speaks a newer one.",
  "alert.stock_failed.title": "{{store}}: the stock of {{item}} could not be updated",
  "alert.price_failed.title": "{{store}}: the price of {{item}} could not be updated",
  "alert.category_failed.title": '{{store}}: the category "{{category}}" is not there as it is here',
  "alert.content_failed.title": '{{store}}: "{{product}}" could not be updated',
  "alert.command_failed.title": "{{store}} did not take $t(command.{{command}}) for order {{order}}",
  "alert.connection_failing.title": "{{store}} has not answered since {{sinceAt}}",
  "alert.connection_failing.text": "Changes wait and go out once it answers again; nothing is lost.",
  "alert.orders_unread.title": "{{store}}: orders have not been read since {{sinceAt}}",
  "alert.orders_unread.text": "New orders may be missing here, and stock that waits for them is not sent.",
  "alert.run_failed.title": "$t(run.{{run}}) did not finish",
  "alert.products_blocked.title": "{{store}}: products are kept off sale by the channel",
  "alert.products_blocked.text": {
    one: "{{count}} product is not on sale there. {{names}}",
    other: "{{count}} products are not on sale there, for example {{names}}",
  },
  "alert.products_gone.title": "{{store}}: products are gone from the channel",
  "alert.products_gone.text": {
    one: "{{count}} product is no longer on the channel (for example {{names}}). Your products, their stock and their links are as they were; unlink what you do not sell there any more.",
    other:
      "{{count}} products are no longer on the channel (for example {{names}}). Your products, their stock and their links are as they were; unlink what you do not sell there any more.",
  },
  "alert.orders_gone.title": "{{store}}: open orders were deleted on the channel",
  "alert.orders_gone.text": {
    one: "{{names}}: {{count}} open order no longer exists there. It is cancelled here and its units are free. Ask the customer if it was to be shipped.",
    other:
      "{{names}}: {{count}} open orders no longer exist there. They are cancelled here and their units are free. Ask the customers if they were to be shipped.",
  },
  "alert.needs_reauth.title": "{{store}} has to be connected again",
  "alert.needs_reauth.uninstalled": "The app was removed on the channel's side. Connect the store again to go on.",
  "alert.access_ends.title": "{{store}} has to be connected again soon",
  "alert.order_short.title": "Not enough stock for order {{order}}",
  "alert.plan_orders.title": "This month's orders passed the number of your plan",
  "alert.plan_orders.text":
    "Your plan is for {{most}} orders a month. Nothing is held back: orders go on coming in, and stock goes on going out. Ask whoever runs this hub about a larger plan.",
  "alert.lines_unlinked.title": "{{store}}: orders hold items that are not linked",
  "alert.lines_unlinked.text":
    "Order {{order}}: {{names}}. Such items reserve no stock, and other stores may sell the same units. Link each once, for all open orders.",
  "alert.status_unknown.title": '{{store}}: nobody knows what the order status "{{word}}" means',
  "alert.status_unknown.text":
    "Plugins and merchants add such words. Say once what it means: until then its orders are not shipped, as on hold.",
  "alert.order_total_differs.title": "{{store}}: order {{order}} has another total there",
  "alert.privacy_export.title": "A customer asked for a copy of their data",
  "alert.privacy_export.send": "Export the customer and send them the file, within 30 days.",
  "alert.privacy_export.none": "No orders of this person are kept here; answer them within 30 days.",
  "alert.webhook_endpoint_disabled.title": "The webhook endpoint {{host}} was switched off",
  "alert.webhook_endpoint_disabled.gone":
    "It answered 410 (gone). What waits is kept; switch it on again when its address is right.",
  "alert.webhook_endpoint_disabled.failing": "Nothing was taken there since {{sinceAt}}.",
  "alert.webhook_endpoint_disabled.kept": "What waits is kept and goes out when it is switched on again.",
  "alert.low_stock.title": "Low stock: {{sku}} at {{location}}",
  "alert.low_stock.text": "{{available}} available, to be ordered again at {{reorderPoint}}. Suggested: {{suggested}}.",
  "alert.change_failed.title": "Changes to {{item}} cannot be sent to channels",
  "alert.change_failed.text":
    "Argosy could not work out what channels should show of it. Other items are not affected. It tries again by itself, and at once when the item changes.",
  "alert.price_held.title": "{{store}}: prices are held back",
  "alert.price_held.kept": "The channel keeps the price it shows.",
  "alert.stock_contested.title": "{{store}}: another program writes the same stock",
  "alert.stock_contested.item":
    "{{name}}: Argosy wrote {{ours}}, the channel went back to {{theirs}}, {{times}} times since {{sinceAt}}, last at {{lastAt}}.",
  "alert.stock_contested.more": "{{count}} more items as well.",
  "alert.stock_contested.text":
    "These numbers are left alone for now; only lower ones of yours are written. Argosy tries again when the channel's number has stood still for half an hour. Let only one program write this channel's stock, or settle the conflicts.",
  "alert.stock_hold.title.out": "{{store}}: many items would go to none",
  "alert.stock_hold.title.in": "{{store}}: many items went down",
  "alert.stock_hold.out":
    "{{items}} of {{all}} items would be set to none within an hour without orders that explain it (for example {{names}}). Nothing of this is written until somebody approves it; the channel goes on selling what it shows.",
  "alert.stock_hold.in":
    "The channel shows less of {{items}} of {{all}} items within an hour without orders that explain it (for example {{names}}). Nothing of this is taken over until somebody approves it.",
  "run.initial_sync": "The first sync",
  "run.plan": "The plan",
  "run.apply": "Carrying out the plan",
  "run.sync_products": "Reading the products",
  "run.sync_categories": "Reading the categories",
  "run.sync_orders": "Reading the orders",
  "run.import_orders": "Importing past orders",
  "run.sync_inventory": "Comparing the stock",
  "run.register_webhooks": "Registering the webhooks",
  "run.reconcile": "Comparing everything",
  "run.import_check": "Checking the import",
  "run.import_apply": "Carrying out the import",
  "run.bulk_edit": "Editing products in bulk",
  "run.import_file": "Reading the report",
} as const;

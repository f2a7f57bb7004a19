/** What needs a person. Titles are `alert.<kind>.title`; a text may go on in a platform's own words. */
export const alertMessages = {
  "alert.customer_failed.title": "{{store}}: a customer's account could not be changed",
  "alert.event_failed.title": "{{store}}: $t(thing.{{thing}}) {{ref}} could not be processed",
  "alert.unread.missing": "{{field}} is missing. The record is kept, and Argosy reads it again automatically.",
  "alert.unread.wrong": "{{field}}: {{problem}}. The record is kept, and Argosy reads it again automatically.",
  "thing.order": "order",
  "thing.product": "product",
  "thing.delivery": "delivery",
  "alert.held_order_shipped.title": "Order {{number}} was shipped while on hold",
  "alert.held_order_shipped.text":
    "{{store}} reports it as shipped, whole or in part. Stop the parcel if it must not arrive.",
  "alert.purchase_moved.title": {
    one: "Purchase order {{number}} no longer comes in time for {{count}} order",
    other: "Purchase order {{number}} no longer comes in time for {{count}} orders",
  },
  "alert.purchase_moved.text": "Their buyers expect another day: {{numbers}}.",
  "alert.purchase_moved.first": "Their buyers expect another day, the oldest first: {{numbers}}.",
  "alert.orders_at_risk.title": {
    one: "{{count}} order is due within 24 hours",
    other: "{{count}} orders are due within 24 hours",
  },
  "alert.orders_at_risk.text": "Not shipped yet: {{numbers}}.",
  "alert.orders_at_risk.first": "Not shipped yet, the first due: {{numbers}}. The tab Due in 24 h has all of them.",
  "alert.orders_to_accept.title": {
    one: "{{store}}: {{count}} order waits to be accepted",
    other: "{{store}}: {{count}} orders wait to be accepted",
  },
  "alert.orders_to_accept.text": "Accept or cancel them before {{acceptAt}}: {{numbers}}.",
  "alert.orders_to_accept.first":
    "Accept or cancel them, the first before {{acceptAt}}: {{numbers}}. The tab To accept has all of them.",
  "alert.api_ends.title": "{{platform}} will stop supporting this version of Argosy",
  "alert.api_ends.soon": {
    one: "{{platform}}'s API version {{version}} ends on {{day}}, in {{count}} day. Update Argosy before then.",
    other: "{{platform}}'s API version {{version}} ends on {{day}}, in {{count}} days. Update Argosy before then.",
  },
  "alert.api_ends.over": "{{platform}}'s API version {{version}} ended on {{day}}. Update Argosy.",
  "alert.stock_failed.title": "{{store}}: the stock of {{item}} could not be updated",
  "alert.price_failed.title": "{{store}}: the price of {{item}} could not be updated",
  "alert.category_failed.title": '{{store}}: the category "{{category}}" could not be updated',
  "alert.listing_refused.title": '{{store}}: "{{product}}" was not published',
  "alert.requirements_changed.title": {
    one: '{{store}}: {{count}} draft in "{{category}}" lacks something now',
    other: '{{store}}: {{count}} drafts in "{{category}}" lack something now',
  },
  "alert.content_failed.title": '{{store}}: "{{product}}" could not be updated',
  "alert.command_failed.title": "{{store}}: $t(command.{{command}}) of order {{order}} failed",
  "alert.gift_card_uncertain.title": "{{amount}} on gift card …{{card}} not confirmed ({{reference}})",
  "alert.gift_card_uncertain.text":
    "The channel was asked at {{sentAt}} and has not answered. The amount may have moved. Ask again with the same payment after {{againAt}}, or look at the card on the channel.",
  "alert.conversation_waiting.title": "{{store}} waits for your answer",
  "alert.conversation_waiting.by": "Answer by {{answerAt}}.",
  "alert.reply_refused.title": "{{store}}: reply not sent",
  "alert.reply_unconfirmed.title": "{{store}}: reply not confirmed",
  "reply.gone": "The channel does not know this conversation any more.",
  "log.reply.sent": "A reply was sent to a buyer",
  "refused.conversationGone": "This conversation no longer exists.",
  "refused.conversationNoReply": "This channel takes no reply here. Answer it on the channel's own site.",
  "refused.replyLength": "The channel takes replies of at most {{most}} characters.",
  "refused.replyNotOpen": "This reply was sent or dropped before.",
  "alert.command_uncertain.title":
    "{{store}} has not confirmed $t(command.{{command}}) of order {{order}} sent {{sentAt}}",
  "alert.command_uncertain.text":
    "It may have been carried out. Argosy looks again at {{againAt}} and does not send it a second time before. Do not repeat it on the channel.",
  "alert.answer_late.title.stock": "{{store}} has not confirmed stock since {{sinceAt}}",
  "alert.answer_late.title.price": "{{store}} has not confirmed prices since {{sinceAt}}",
  "alert.answer_late.text":
    "The channel accepted the update and takes longer than usual to apply it. Lower stock is still sent at once. Retry looks at what the channel shows and sends the rest again.",
  "alert.channel_refuses.title": "{{store}} has refused Argosy since {{sinceAt}}",
  "alert.channel_refuses.text":
    "Argosy asks again by itself, after a minute at first and at most an hour. Test the connection once it is fixed: everything that waits then goes on at once.",
  "alert.webhooks_refused.title": "{{store}}: webhooks have been refused since {{sinceAt}}",
  "alert.webhooks_refused.text":
    "They are signed with another secret than the one Argosy knows. Orders are still read at intervals, but later. Argosy registers its webhooks again by itself; where you entered them in the channel, enter the secret from the channel's page again.",
  "alert.connection_failing.title": "{{store}} has not responded since {{sinceAt}}",
  "alert.connection_failing.text": "Changes wait and are sent once it responds. Nothing is lost.",
  "alert.connector_missing.title": "{{provider}}: the connector is not loaded",
  "connector.missing":
    "The package {{package}} is not installed on this hub. Install it and restart the hub. Orders and changes wait until then, and nothing is lost.",
  "connector.unfit":
    "The installed package {{package}} does not fit this version of Argosy. Install a version that fits and restart the hub. Orders and changes wait until then, and nothing is lost.",
  "connector.unnamed":
    "The package {{package}} is not in the hub's setting CONNECTORS any more. Add it and restart the hub. Orders and changes wait until then, and nothing is lost.",
  "connector.unknown":
    "This hub has no connector for {{provider}}. Install its package, add it to the hub's setting CONNECTORS and restart the hub. Orders and changes wait until then, and nothing is lost.",
  "alert.unread.holds":
    "Until it is applied or dismissed, Argosy raises no quantity on this channel. Retry it, or dismiss it if it sold nothing.",
  "alert.reading_stopped.title": "{{store}}: products, stock or charges have not been read since {{sinceAt}}",
  "alert.reading_stopped.text":
    "Changes made on the channel may be missing here. Its activity shows which check fails.",
  "alert.orders_unread.title": "{{store}}: orders have not been read since {{sinceAt}}",
  "alert.orders_unread.awaited": "{{store}}: a check of orders has been running since {{sinceAt}}",
  "alert.orders_unread.text": "New orders may be missing here, and stock that waits for them is not sent.",
  "alert.run_failed.title": "$t(run.{{run}}) did not finish",
  "alert.products_blocked.title": "{{store}}: products are kept off sale by the channel",
  "alert.products_blocked.text": {
    one: "{{count}} product is not on sale there. {{names}}",
    other: "{{count}} products are not on sale there, for example {{names}}",
  },
  "alert.stock_undecided.title": "{{store}}: items are left out of stock sync",
  "alert.stock_undecided.text": {
    one: "The channel and Argosy show different stock of {{count}} item ({{names}}), and nobody has decided which is right. It is not updated, and can sell more than there is.",
    other:
      "The channel and Argosy show different stock of {{count}} items ({{names}}), and nobody has decided which is right. They are not updated, and can sell more than there is.",
  },
  "alert.products_gone.title": "{{store}}: products are gone from the channel",
  "alert.products_gone.text": {
    one: "{{count}} product is no longer on the channel (for example {{names}}). Your products, stock and links are unchanged. Unlink what you no longer sell there.",
    other:
      "{{count}} products are no longer on the channel (for example {{names}}). Your products, stock and links are unchanged. Unlink what you no longer sell there.",
  },
  "alert.orders_gone.title": "{{store}}: open orders were deleted on the channel",
  "alert.orders_gone.text": {
    one: "{{names}}: {{count}} open order no longer exists there. It is cancelled here and its units are free. Ask the customer if it was to be shipped.",
    other:
      "{{names}}: {{count}} open orders no longer exist there. They are cancelled here and their units are free. Ask the customers if they were to be shipped.",
  },
  "alert.needs_reauth.title": "Reconnect {{store}}",
  "alert.needs_reauth.uninstalled": "The app was removed on the channel. Reconnect the channel to continue.",
  "alert.access_ends.title": "Reconnect {{store}} soon",
  "alert.order_short.title": "Not enough stock for order {{order}}",
  "alert.card_payment_unused.title": "{{register}}: {{amount}} charged to a card without a sale",
  "alert.card_payment_unused.text":
    "Card: {{card}}. The register may have been closed before it finished. Finish the sale there, or refund the card.",
  "alert.card_refund_unused.title": "{{register}}: {{amount}} refunded to a card without a sale",
  "alert.card_refund_unused.text":
    "Card: {{card}}. The register may have been closed before it finished. Finish the return there. If the customer also got the amount another way, it was refunded twice.",
  "alert.gift_card_unused.title": "{{register}}: {{amount}} taken off a gift card without a sale",
  "alert.gift_card_unused.text":
    "Gift card …{{card}}. The register may have been closed before it finished. Finish the sale there, or put the amount back on the card.",
  "alert.pos_differs.title": "{{register}}: check receipt {{number}}",
  "alert.plan_orders.title": "This month's orders exceed your plan",
  "alert.plan_orders.text":
    "Your plan covers {{most}} orders a month. Orders and stock keep syncing. Ask the operator of this hub about a larger plan.",
  "alert.lines_unlinked.title": "{{store}}: orders with unlinked items",
  "alert.lines_unlinked.text":
    "Order {{order}}: {{names}}. Unlinked items reserve no stock, so other channels may sell the same units. Link each item once, for all open orders.",
  "alert.status_unknown.title": '{{store}}: unknown order status "{{word}}"',
  "alert.status_unknown.text":
    "Plugins and merchants add statuses of their own. Choose what this one means. Until then its orders are treated as on hold and not shipped.",
  "alert.order_total_differs.title": "{{store}}: order {{order}} has a different total on the channel",
  "alert.privacy_export.title": "A customer asked for a copy of their data",
  "alert.privacy_export.send": "Export the customer and send them the file, within 30 days.",
  "alert.privacy_export.none": "No orders of this person are stored here. Reply to them within 30 days.",
  "alert.webhook_delivery_failed.title": "{{type}} couldn't be sent to {{host}}",
  "alert.webhook_delivery_failed.next":
    "Other deliveries of this endpoint go on. Send it again from the endpoint's list of deliveries.",
  "alert.webhook_endpoint_disabled.title": "The webhook endpoint {{host}} was switched off",
  "alert.webhook_endpoint_disabled.gone":
    "It answered 410 (gone). Waiting deliveries are kept. Correct its address, then switch it on again.",
  "alert.webhook_endpoint_disabled.failing": "No delivery has succeeded since {{sinceAt}}.",
  "alert.webhook_endpoint_disabled.kept": "Waiting deliveries are kept and go out when it is switched on again.",
  "alert.low_stock.title": "Low stock: {{sku}} at {{location}}",
  "alert.low_stock.text": "{{available}} available, reorder point {{reorderPoint}}. Suggested order: {{suggested}}.",
  "alert.selling_out.title": "Items sell out before more can arrive",
  "alert.selling_out.text": {
    one: "{{count}} item without a reorder point lasts fewer days than its supplier needs, or than two weeks, at its pace of the last 30 days: {{names}}.",
    other:
      "{{count}} items without a reorder point last fewer days than their suppliers need, or than two weeks, at their pace of the last 30 days, for example {{names}}.",
  },
  "alert.lots_expire.title": "Lots in stock expire",
  "alert.lots_expire.text": {
    one: "{{count}} lot expires soon, or has: {{names}}. Expired units are not for sale.",
    other: "{{count}} lots expire soon, or have, for example {{names}}. Expired units are not for sale.",
  },
  "alert.change_failed.title": "Changes to {{item}} cannot be sent to channels",
  "alert.change_failed.text":
    "Argosy could not calculate what channels should show for it. Other items are not affected. It tries again automatically, and at once when the item changes.",
  "alert.work_failed.search": "{{item}} could not be updated in search",
  "alert.work_failed.sales": "Sales figures of {{item}} could not be updated",
  "alert.work_failed.profit": "The profit of {{item}} could not be updated",
  "alert.work_failed.settlement": "Order {{item}} could not be compared with its statements",
  "alert.work_failed.webhook_event": "A {{item}} webhook could not be prepared",
  "alert.work_failed.automation_event": "Automations could not be asked about {{item}}",
  "alert.work_failed.fee": "{{store}}: fee {{item}} could not be saved",
  "alert.work_failed.settlement_record": "{{store}}: settlement {{item}} could not be saved",
  "alert.work_failed.stock_level": "{{store}}: the stock of {{item}} could not be checked",
  "alert.work_failed.conversation": "{{store}}: conversation {{item}} could not be saved",
  "alert.work_failed.text":
    "Other records are not affected. Argosy tries again automatically, at least once an hour. If the alert stays, report it to the operator of this hub.",
  "alert.price_held.title": "{{store}}: some prices are not sent",
  "alert.price_held.kept": "The channel keeps the price it shows.",
  "alert.sold_in_fractions.title": "{{store}}: {{name}} is sold in fractions",
  "alert.sold_in_fractions.text":
    "{{quantity}} of {{name}} were sold. Argosy counts whole units and holds {{units}}: never less than was sold, so its number falls below the channel's with each such sale. Set the number from the channel now and then, or switch stock sync off for the item.",
  "alert.stock_shared.title": "{{store}}: the variations of {{name}} share one stock number",
  "alert.stock_shared.text":
    "Here they have numbers of their own, so Argosy sends none of them: they would overwrite each other. Count the stock on the variations in the channel, or make these variants bundles of one item and sync again.",
  "alert.pack_sold_elsewhere.title": "{{store}}: the pack {{name}} is also sold on {{channels}}",
  "alert.pack_sold_elsewhere.text":
    "Sold on {{store}}, it takes {{contents}}. Sold on {{channels}}, it takes only its own stock, so its contents can be oversold. Make it a bundle of these items.",
  "alert.pack_sold_elsewhere.stocked":
    "A bundle has no stock of its own. Move the stock of {{name}} ({{units}}) to its contents or set it to zero first.",
  "alert.stock_unknown.title": "{{store}}: stock of unknown items",
  "alert.stock_unknown.text":
    "{{names}}: the channel has no such item. Send its product, or correct the SKU. Until then the number is kept.",
  "alert.stock_contested.title": "{{store}}: another program writes the same stock",
  "alert.stock_contested.item":
    "{{name}}: Argosy wrote {{ours}}, the channel went back to {{theirs}}, {{times}} times since {{sinceAt}}, last at {{lastAt}}.",
  "alert.stock_contested.more": {
    one: "{{count}} more item as well.",
    other: "{{count}} more items as well.",
  },
  "alert.stock_contested.text":
    "Argosy leaves these numbers alone for now and writes only lower ones. It tries again once the channel's number has not changed for half an hour. Let only one program write this channel's stock, or settle the conflicts.",
  "alert.stock_hold.title.out": "{{store}}: many items would go to zero",
  "alert.stock_hold.title.in": "{{store}}: many items went down",
  "alert.stock_hold.out":
    "{{items}} of {{all}} items would be set to zero within an hour, with no orders to explain it (for example {{names}}). Nothing is sent until someone approves it. The channel keeps selling what it shows.",
  "alert.stock_hold.in":
    "The channel's stock of {{items}} of {{all}} items fell within an hour, with no orders to explain it (for example {{names}}). Your stock stays as it is until someone approves the change.",
  "command.status": "the change of status",
  "command.fulfil": "the shipment",
  "command.tracking": "the change of the parcel",
  "command.hold": "the hold",
  "command.cancel": "the cancellation",
  "command.refund": "the refund",
  "command.document": "sending the invoice",
  "command.note": "the note",
  "command.push": "the order itself",
  "run.initial_sync": "The first sync",
  "run.plan": "The plan",
  "run.apply": "Applying the plan",
  "run.sync_products": "Reading the products",
  "run.sync_categories": "Reading the categories",
  "run.sync_orders": "Reading the orders",
  "run.import_orders": "Importing past orders",
  "run.sync_inventory": "Comparing the stock",
  "run.register_webhooks": "Registering the webhooks",
  "run.reconcile": "Comparing everything",
  "run.import_check": "Checking the import",
  "run.import_apply": "Applying the import",
  "run.bulk_edit": "Editing products in bulk",
  "run.price_edit": "Changing prices",
  "run.import_file": "Reading the report",
} as const;

-- The tenant's rows are told by the function itself instead of by a subquery around it: both find the same rows, but a
-- subquery is a plan of its own for each table that a statement names, made and run beside the condition that the
-- statement itself says in the same words (decision 453). Each by itself: nobody waits for two tables.
ALTER POLICY tenant ON argosy.access_grant
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.account_route
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.ad_spend
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.alert
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.alert_mail
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.alert_read
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.analytics_state
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.audit
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.bundle_item
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.buyer_mail
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.campaign_channel
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.campaign_rule
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.catalog_import
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.catalog_import_issue
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.catalog_import_key
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.category
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.category_listing
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.change_mark
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.channel_fee
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.channel_file
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.channel_file_issue
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.channel_file_waiting
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.command
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.conflict
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.connection
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.contact_point
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.cost_layer
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.cost_settings
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.customer
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.customer_duplicate
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.customer_merge
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.document_charge
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.drift
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.ext_location
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.fee_rule
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.fx_rate
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.gift_card
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.gift_card_entry
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.gift_card_expiry
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.gift_card_use
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.idempotency
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.image
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.inbox_event
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.ingress_route
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_counter
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_due
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_logo
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_paper
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_print
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_series
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.invoice_settings
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.lane
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.layer_use
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.level
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.line_cost
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.line_link
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.line_profit
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.listing
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.listing_image
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.listing_price
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.listing_stock
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.listing_stock_rule
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.location
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.manifest
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.manual_spend
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.match_rejection
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.movement
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.notification_choice
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.notification_digest
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_cost
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_counter
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_fulfilment
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_part
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_profit
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_refund
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_return
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_return_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_return_receipt
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.order_transaction
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.organization
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.own_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.package_preset
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.paper_retention
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.parcel
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.parcel_charge
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.parcel_remittance
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pickup
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.plan_ignored
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.plan_item
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.poll_gap
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_basket
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_cash_move
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_catalog_change
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_catalog_feed
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_counter
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_deposit
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_favourite
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_journal
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_register
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_sale
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_session
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_staff
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_tax_rate
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_terminal
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.pos_terminal_payment
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.price_rule
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.product
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.product_category
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.product_listing
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_cohort_day
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_day
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_due
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_item_day
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_origin_day
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_rest
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_settings
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.profit_share
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.promotion
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.promotion_use
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.purchase_order
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.purchase_order_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.recipe_change
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.record_push
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.remote_operation
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.run
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.running_out
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sales_day
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sales_due
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sales_item_day
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sales_order
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sandbox_order
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sandbox_store
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.saved_view
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.search_document
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.search_due
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.search_term
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.secret
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.seen_field
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.settlement
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.settlement_case
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.settlement_due
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.settlement_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.settlement_mapping
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.settlement_settings
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.shipment
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.shipment_document
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.shipping_rules
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.spend_file_mapping
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.statement_mapping
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_bin
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_count
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_count_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_counter
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_document
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_document_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_file
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_file_line
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_hold
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_reservation
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stock_rule
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stored_file
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.stored_file_chunk
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.subscription
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.supplier
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sync_cursor
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sync_hour
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.sync_log
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.timeline
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.tracking_event
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.tracking_page
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.uploaded_image
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.variant
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.variant_cost
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.webhook_attempt
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.webhook_delivery
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.webhook_endpoint
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.webhook_event
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
ALTER POLICY tenant ON argosy.weekly_summary
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());

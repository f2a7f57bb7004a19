/**
 * What every column of an organization's tables holds of people. Erasing a person, the copy they may ask for, what log
 * lines hide and the check of migrations follow from it: a column that is not named here fails personal-columns.it.test.ts.
 */

import { ACCOUNT } from "../conversations/account.ts";
import { orderColumns } from "../orders/order-fields/order-rows.ts";

export interface ColumnsOfTable {
  /** Data of a buyer: emptied with their other data. */
  readonly person?: string;
  /** Texts that may name a buyer: their words are cut out. */
  readonly words?: string;
  /** The organization's own people, firm and suppliers, who are no buyers. */
  readonly members?: string;
  /** Names a buyer and stays, with the reason. */
  readonly kept?: Readonly<Record<string, string>>;
  /** Made from other columns, and gone with them. */
  readonly derived?: string;
  /** Nothing of people: keys, states, goods, money. */
  readonly none?: string;
  /** The order a row `x` is about, as SQL: what it holds of a buyer is part of the copy they may ask for. */
  readonly order?: string;
  /** The same by the buyer's record. */
  readonly customer?: string;
  /** The same by the names of the buyer's accounts on channels: SQL that is true of a row of the customers `$1`. */
  readonly account?: string;
  /** Why a buyer's data in it is no record of the copy. */
  readonly notCopied?: string;
}

const split = (names = ""): readonly string[] => names.split(" ").filter(Boolean);

/** Columns whose words about a buyer are cut out. */
export const wordColumns = (table: string): readonly string[] => split(columnsOfTables[table]?.words);

/** Columns that hold a buyer's own data. */
export const personColumns = (table: string): readonly string[] => split(columnsOfTables[table]?.person);

const ORDER_OF_PARCEL = `(select s.order_id from argosy.parcel p
  join argosy.shipment s on s.organization_id = p.organization_id and s.id = p.shipment_id
  where p.organization_id = x.organization_id and p.id = x.parcel_id)`;

/** SQL: `c` is a conversation of one of the buyer's accounts. */
const ofAccount = (c: string) => `exists (select from argosy.connection s
    where s.organization_id = ${c}.organization_id and ${c}.account = ${ACCOUNT}
      and (exists (select from argosy.contact_point p
          where p.organization_id = s.organization_id and p.customer_id = any($1::uuid[]) and p.kind = 'account'
            and lower(p.value) = lower(s.id || ':' || ${c}.buyer))
        or exists (select from argosy.sales_order o
          where o.organization_id = s.organization_id and o.connection_id = s.id and o.customer_id = any($1::uuid[])
            and lower(o.contact ->> 'key') = lower(${c}.buyer))))`;

/** By table; the names of columns are separated by a space. */
export const columnsOfTables: Readonly<Record<string, ColumnsOfTable>> = {
  access_grant: { words: "error error_said", members: "holder", none: "provider scopes" },
  account_route: { none: "provider account_id" },
  ad_spend: { none: "campaign_key ad_set_key campaign_name ad_set_name date currency" },
  alert: { words: "title text action said", members: "resolved_by", none: "kind severity cause subject_kind state" },
  alert_mail: { members: "user_id" },
  alert_read: { members: "user_id" },
  analytics_state: { none: "zone" },
  audit: {
    members: "actor",
    kept: { details: "A trail nothing can be taken out of: subjects that name buyers stand in it as fingerprints." },
    none: "action target_kind target_id request_id previous_hash hash",
  },
  audit_subject: { none: "kind changes" },
  automation: { members: "created_by updated_by", none: "name trigger definition stopped_because" },
  automation_day: { none: "day" },
  automation_event: { none: "trigger detail" },
  automation_mail: { words: "subject body", members: "member_id", order: "x.order_id" },
  automation_run: {
    words: "looked acts error error_said",
    members: "undone_by",
    none: "name trigger outcome",
    order: "x.order_id",
  },
  automation_version: { members: "saved_by", none: "definition" },
  backorder: { none: "state expected_on kind" },
  buyer_mail: { none: "event" },
  campaign_channel: { members: "chosen_by", none: "campaign_key campaign_name name_key last_on" },
  campaign_rule: { none: "match pattern" },
  catalog_import: { members: "requested_by", none: "name shape sample mapping options" },
  catalog_import_issue: { none: "severity code column_name value message said" },
  catalog_import_key: { none: "phase kind key draft" },
  category: { none: "name" },
  category_listing: { none: "ext_key parent_key name" },
  change_mark: { none: "aspect" },
  channel_fee: { words: "text raw", none: "ext_key order_key kind source currency" },
  channel_file: { members: "requested_by", none: "kind name sha256" },
  channel_file_issue: { words: "value message message_said", none: "sheet severity code column_name" },
  channel_file_waiting: { words: "raw", none: "part_key" },
  command: {
    words: "input saved text error text_said",
    members: "requested_by",
    none: "kind idempotency_key state",
    order: "x.order_id",
  },
  conversation: {
    words: "subject buyer reason messages",
    members: "done_by",
    none: "account ext_key kind order_key state currency",
    order: "x.order_id",
    account: ofAccount("x"),
  },
  conversation_reply: {
    words: "text error error_said",
    members: "requested_by",
    none: "state request_key earlier",
    order: `coalesce(x.order_id, (select c.order_id from argosy.conversation c
      where c.organization_id = x.organization_id and c.id = x.conversation_id))`,
    account: `exists (select from argosy.conversation c
      where c.organization_id = x.organization_id and c.id = x.conversation_id and ${ofAccount("c")})`,
  },
  conflict: { members: "settled_by", none: "field hub_value channel_value state policy location reason" },
  connection: {
    words: "last_error last_error_said warnings warnings_said",
    none: "kind provider code name store_url state health sync_state account_id facts missing_scopes settings endpoint order_prefix webhook_key breaker stock_basis removal_left stock_place refused",
  },
  contact_point: { person: "value", none: "kind", customer: "x.customer_id" },
  cost_layer: { none: "currency" },
  cost_settings: { none: "method" },
  customer: { person: "name email phone notes tags postcode_key name_key mailbox sort_name", customer: "x.id" },
  customer_duplicate: {
    person: "reasons",
    members: "dismissed_by",
    notCopied: "Which of their data two records share.",
  },
  customer_merge: {
    person: "contact_points filled tags",
    members: "merged_by undone_by",
    notCopied: "It stands in the record it was moved to.",
  },
  document_charge: { none: "kind spread currency" },
  drift: { words: "sample", none: "path problem" },
  ext_location: { none: "ext_key name" },
  fee_rule: { none: "name payment_kind gateway category kind tiers base currency valid_from valid_to" },
  fx_rate: { none: "source base quote" },
  gift_card: { words: "reference", members: "issued_by", none: "code_hash code_end currency expires_on" },
  gift_card_entry: { words: "reference", members: "actor", none: "kind key expires_on" },
  gift_card_expiry: { none: "country" },
  gift_card_use: {
    words: "reference error",
    members: "requested_by",
    none: "key code_hash code_end state transaction_key kind currency",
  },
  idempotency: { words: "response", none: "key route request_hash" },
  image: { none: "url alt" },
  inbox_event: {
    person: "headers body error error_said",
    notCopied: "Deliveries are a part of the copy of their own.",
    none: "kind ref topic source dedup_key version_kind status trace_id trace_span",
  },
  ingress_route: { none: "token_hash purpose provider" },
  invoice_counter: { none: "kind year_starts_on last_on" },
  invoice_logo: { none: "type bytes" },
  invoice_paper: {
    members: "issued_by",
    kept: {
      buyer: "Issued documents are kept as the law asks (decision 241).",
      buyer_tax_id: "As the buyer.",
      paper: "As the buyer.",
    },
    none: "kind number order_number refund_key place_of_supply year_starts_on issued_on currency",
  },
  invoice_print: { kept: { pdf: "Issued documents are kept as the law asks (decision 241)." } },
  invoice_series: { none: "name invoice_pattern credit_pattern" },
  invoice_settings: {
    members: "legal_name address tax_id gstin registration email phone",
    none: "regime language footer",
  },
  lane: { none: "kind" },
  leaving_object: { none: "object_key" },
  line_cost: { none: "quality source currency" },
  line_link: { members: "linked_by", none: "name" },
  listing: {
    members: "matched_by",
    none: "ext_key inventory_key sku barcode title ext state match_method sku_key match_reason shared_stock contents",
  },
  listing_image: { none: "url alt" },
  listing_category: { none: "ext_key parent_key name" },
  listing_draft: { none: "category_key own state problems handle ext_key" },
  listing_schema: { none: "category_key schema changes rules" },
  listing_tree: { none: "version" },
  listing_price: { members: "override_by", none: "site state error held error_said currency override_currency" },
  listing_stock: { none: "location state error held_as error_said" },
  listing_stock_rule: { members: "set_by" },
  location: { none: "name code kind address state_code gstin" },
  manifest: { members: "created_by", none: "number" },
  message_template: { members: "updated_by", none: "name subject body" },
  manual_spend: { none: "label source key date currency" },
  match_rejection: { members: "rejected_by" },
  movement: { words: "note reference", members: "actor", none: "cause_kind cause_ref", order: "x.order_id" },
  notification_choice: { members: "user_id email", none: "topic" },
  notification_digest: { members: "user_id", none: "day" },
  order_cost: { none: "kind quality source currency" },
  order_exchange: { members: "actor", none: "key" },
  order_fulfilment: {
    words: "carrier tracking_url lines",
    none: "ext_key status tracking_numbers",
    order: "x.order_id",
  },
  channel_handling: { none: "cut_off" },
  location_handling: { none: "zone cut_off holidays" },
  lot: { none: "lot expires_on expires_position" },
  lot_item: { members: "set_by" },
  lot_line: { none: "lot" },
  lot_stock: { none: "lot" },
  order_hold: {
    person: "note address_mark",
    members: "held_by ended_by",
    none: "source reason until_event told_from ended_why",
    order: "x.order_id",
  },
  order_line: {
    person: "options",
    words: "title",
    none: "part_key ext_key ext_variant_key sku fulfilled_by ext_location sku_key ext_group pack promised_on",
    order: "x.order_id",
  },
  order_merge: { members: "created_by" },
  order_packing: { members: "packed_by", none: "items" },
  order_parcel_plan: { members: "planned_by" },
  order_part: { person: "raw", none: "part_key version_kind hash facts", order: "x.order_id" },
  order_photo: { members: "taken_by", none: "content_type" },
  order_profit: { none: "missing digest origin recognised_on currency cohort" },
  order_refund: { words: "reason lines", none: "ext_key part_key", order: "x.order_id" },
  order_return: {
    words: "reason note carrier tracking_url",
    members: "requested_by",
    none: "number state tracking_number ext_key channel_status channel_hash",
    order: "x.order_id",
  },
  order_return_line: {
    words: "reason_note",
    none: "reason_code",
    order: `(select r.order_id from argosy.order_return r
      where r.organization_id = x.organization_id and r.id = x.return_id)`,
  },
  order_return_receipt: { members: "actor", none: "key disposition condition" },
  order_route: { none: "chosen_by reasons" },
  order_route_location: { none: "day" },
  order_routing: { none: "rules" },
  order_shipping_choice: { none: "service automation_name" },
  order_transaction: { none: "ext_key parent_key kind status gateway currency" },
  organization: {
    none: "name slug zone language settings plan request_key sandbox_sales to_ship_until packing_photos currency",
  },
  own_app: { members: "set_by", none: "provider" },
  package_preset: { none: "name" },
  parcel: { none: "reference items tracking_number ext_key" },
  parcel_charge: { none: "tracking_number key kind source currency" },
  parcel_remittance: { none: "tracking_number reference paid_at source currency" },
  parked_work: { words: "mark error", none: "kind subject" },
  pick_batch: { members: "assigned_to created_by finished_by", none: "number state cart" },
  pick_batch_pick: { members: "picked_by" },
  pickup: { members: "created_by", none: "state ext_key text text_said" },
  plan_ignored: { members: "ignored_by", none: "subject" },
  plan_item: { none: "action entity title before after state error ext_key field error_code subject error_said" },
  poll_gap: { none: "last_order day" },
  pos_basket: { words: "basket lines name", none: "kind number state currency" },
  pos_cash_move: { words: "reason", none: "direction" },
  pos_catalog_feed: { none: "server" },
  pos_deposit: { none: "kind reference" },
  pos_hand_over: { person: "taken_by", none: "lines", order: "x.order_id" },
  pos_journal: {
    kept: { data: "The journal of a register is a chain nothing can be taken out of, as tax law asks." },
    none: "kind previous hash",
  },
  pos_pickup_payment: { words: "reference", none: "kind", order: "x.order_id" },
  pos_register: { none: "name prefix tax_per tax_mode cash_mode payment_kinds receipt_header receipt_footer currency" },
  pos_sale: {
    words: "sale void_reason",
    none: "number totals short differences breaches currency",
    order: "x.order_id",
  },
  pos_session: { none: "counts" },
  pos_staff: { members: "name pin" },
  pos_tax_rate: { none: "tax tax_class region country" },
  pos_terminal: { none: "provider reader reader_name endpoint" },
  pos_terminal_payment: { words: "reason text", none: "state remote card currency" },
  price_edit: { members: "created_by undone_by", none: "field currency selected change state" },
  price_rule: { none: "name brand base direction compare_at" },
  print_queue: { members: "queued_by printed_by", none: "papers" },
  product: {
    none: "title description_html brand sku attributes tax_class hsn sku_key kind short_description_html dimensions title_key origin_country",
  },
  product_listing: {
    none: "ext_key title platform_status url ext snapshot raw version_kind acked_hash state error base push_fields issues own_title own_description_html error_said",
  },
  profit_cohort_day: { none: "day cohort" },
  profit_day: { none: "day" },
  profit_due: { none: "kind word day" },
  profit_item_day: { none: "day" },
  profit_origin_day: { none: "origin day" },
  profit_rest: { none: "kind day" },
  profit_settings: { none: "recognition spread" },
  profit_share: { none: "kind day" },
  promotion: { none: "code code_key title effect scope minimum combines places currency" },
  promotion_use: { none: "currency" },
  purchase_order: {
    words: "supplier_reference note",
    members: "created_by ordered_by cancelled_by",
    none: "number state currency expected_on expected_position",
  },
  purchase_order_line: { words: "note", none: "sku" },
  push_device: { members: "user_id endpoint p256dh auth name" },
  record_push: { words: "title error error_said", none: "kind ext_keys state" },
  remote_operation: { none: "aspect handle items" },
  run: { words: "options progress checkpoint error error_said", members: "requested_by", none: "kind state" },
  sales_day: { none: "day currency" },
  sales_item_day: { none: "day currency" },
  // Those of its row are declared with it; these are written by themselves.
  sales_order: {
    person: `${orderColumns("person")} address_key`,
    words: `${orderColumns("words")} own_tags push_error push_error_said`,
    members: "assigned_to",
    none: `${orderColumns("none")} priority request_key discount_code promised_on cod_state shown_currency`,
    order: "x.id",
  },
  sandbox_order: { none: "ext_key lines payment" },
  sandbox_store: { none: "currency" },
  saved_view: { words: "name filter", none: "subject columns" },
  search_document: { person: "words", notCopied: "Made from the records." },
  search_term: { derived: "term" },
  secret: { none: "owner_kind name ciphertext iv tag key_id" },
  seen_field: { none: "subject path" },
  serial_item: { members: "set_by" },
  serial_number: { none: "serial place" },
  settlement: { none: "gateway reference source file_name period_from period_to currency bank_currency" },
  settlement_case: {
    words: "note",
    members: "decided_by",
    none: "kind gateway state reason currency",
    order: "x.order_id",
  },
  settlement_line: { words: "order_key text raw", none: "ext_key kind currency", order: "x.order_id" },
  settlement_mapping: { none: "gateway mapping" },
  shipment: {
    person: "to_postcode receiver_mark receiver_parts order_changes order_changes_kept",
    words: "text saved ext cancel_saved tracking_url why why_said text_said",
    members: "requested_by",
    none: "reference idempotency_key state status cancel_state label_state label_format service service_name carrier payment ext_key tells_at charge_difference remittance_difference cod_state to_country order_change order_change_kept order_change_mark stage price_currency charge_currency currency charged_currency insurance_currency",
    order: "x.order_id",
  },
  shipment_document: { none: "kind content_type" },
  shipping_rules: { none: "rules fallback" },
  spend_file_mapping: { none: "mapping" },
  statement_mapping: { none: "kind mapping" },
  stock_bin: { none: "bin" },
  stock_count: { words: "note", members: "created_by finished_by", none: "number state scope" },
  stock_count_line: { members: "counted_by", none: "lots" },
  stock_counter: { none: "kind" },
  stock_document: {
    words: "partner partner_reference reason note",
    members: "created_by posted_by reversed_by",
    none: "kind number state document_date",
  },
  stock_document_line: { words: "note", none: "sku" },
  stock_file: { members: "taken_by", none: "name" },
  stock_file_line: { none: "location" },
  stock_hold: { members: "settled_by", none: "direction state" },
  stock_reservation: { words: "reference note", members: "created_by", none: "state" },
  stored_file: { none: "name sha256 object_key" },
  stored_file_chunk: { person: "bytes", notCopied: "Files of channels about many buyers, and labels." },
  subscription: { none: "ext_key topic url state" },
  supplier: {
    words: "note",
    members: "name name_key contact_name email phone address tax_id",
    none: "payment_terms currency",
  },
  sync_cursor: { words: "error error_said", none: "sweep cursor reads" },
  sync_log: { words: "text ref details text_said", none: "action status error_kind trace_id" },
  timeline: { words: "text data said", members: "actor", none: "kind", order: "x.order_id" },
  traced_change: { none: "place" },
  tracking_event: { words: "text place", none: "key status platform_status source", order: ORDER_OF_PARCEL },
  tracking_page: { none: "color mails" },
  uploaded_image: { none: "path content_type" },
  variant: { none: "sku barcode title options dimensions attributes sku_key currency" },
  variant_cost: { members: "created_by", none: "source currency" },
  variant_presale: { none: "preorder_until as_of" },
  webhook_attempt: { words: "error said" },
  webhook_delivery: { words: "last_error last_said", none: "type subject state thing" },
  webhook_endpoint: {
    words: "last_error last_said",
    members: "created_by",
    none: "url description event_types disabled_reason",
  },
  webhook_event: { none: "type subject" },
  weekly_summary: { members: "user_id", none: "told_week" },
};

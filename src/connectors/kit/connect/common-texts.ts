/** What several connectors tell a seller, each once and in each language. A connector's words name it under a code of its own. */
import type { Language } from "../contract/contract.ts";

export const common = {
  addressHttps: "The address begins with https://.",
  apiKeyOption: "API key (checks for orders every few minutes)",
  cancelledWithoutRefund: "Cancelled. No money was returned.",
  catalogPrices:
    "As entered in the shop's catalog. A price linked to channels both with and without tax is not sent to the one without.",
  channelPrices: "Prices on the channel",
  codMethods: "Payment methods that mean cash on delivery",
  codMethodsHelp:
    "Codes of the shop's payment methods, separated by commas. All other unpaid orders count as waiting for payment.",
  imageKind: "{{url}} is not a JPEG, PNG, GIF or WebP image.",
  mostUnits: "The shop holds at most {{most}} pieces.",
  noteAdded: "The note is on the order.",
  noteInShop: "The note stands in the shop.",
  nothingLeftOfOrder: "Everything in this order has been shipped or refunded.",
  nothingToShip: "The shop has no units of this order that could still be shipped.",
  offSale: "Not on sale: {{reason}}.",
  orderCancelled: "The order is cancelled in the shop.",
  orderCancelledBefore: "The order already is cancelled.",
  orderCancelledUnitsFree: "The order is cancelled in the shop, and its units are free again.",
  orderCurrency: "Orders are made in the shop's currency, {{currency}}.",
  orderNotShown: "The shop does not show the order just made.",
  orderShippedBefore: "The order has been shipped already.",
  orderStatusBefore: "The order already is {{status}}.",
  orderTotalDiffers: "The shop charges {{theirs}} for this order, not {{ours}}. Nothing was placed.",
  orderUnknown: "The shop does not know this order.",
  parcelJustLeft: "A parcel of this order has just left the shop; nothing was cancelled.",
  parcelShipped: "The parcel is marked as shipped in the shop.",
  phoneIndian: "The phone has to be an Indian number of ten digits.",
  postcodeIndian: "The postcode has to have six digits.",
  priceCurrency: "The channel sells in {{currency}}; the price is in {{other}}.",
  priceDecimals: "The price {{price}} has more decimals than {{currency}} knows.",
  priceZero: "A price must be above zero.",
  productGone: "The product no longer exists in the shop.",
  productGoneFromShop: "The shop no longer has this product.",
  productNotShown: "The shop does not show the product just written.",
  productWithoutVariants: "A product needs at least one variant.",
  refundBookedBefore: "The refund was booked before.",
  refundCurrency: "The order is in {{currency}}; refund it in that currency.",
  refundRecorded: "The refund is recorded in the shop.",
  shopAddressInvalid: "The shop's address is not an address. It looks like https://my-shop.example.",
  skuTooLong: "The SKU {{sku}}… is longer than {{most}} characters.",
  spendScope: "Reading what was spent",
  streetMissing: "The street is missing.",
  trackingChanged: "The shop has the new tracking number.",
  variantGone: "The shop no longer has this variant.",
  variantsNeedOptions: "Every variant of a product with several needs its options, like Size: M.",
  webhooksNeedAddress:
    "Webhooks need a public address of Argosy (APP_URL); until then Argosy checks for orders regularly.",
  itemMissing: 'The shop has no item for "{{title}}"{{sku}}. Link it first.',
  placedOrderNotShown: "The shop does not show the order just placed.",
  skusInSeveralProducts:
    'The SKUs of "{{title}}" stand in {{products}} products of the shop. Link the variants by hand first.',
  optionMissing:
    'The shop\'s product needs a value of "{{option}}" for each variant, and "{{sku}}" has none. Give it one, then send the product again.',
} as const;

export type CommonText = (typeof common)[keyof typeof common];

const arabic: Readonly<Record<keyof typeof common, string>> = {
  addressHttps: "يبدأ العنوان بـ ⁦https://⁩.",
  apiKeyOption: "مفتاح API (تُسأل المنصة عن الطلبات كل بضع دقائق)",
  cancelledWithoutRefund: "أُلغي. لم يُرد أي مال.",
  catalogPrices:
    "كما هي أسعار الكتالوج في المتجر. السعر المربوط بقنوات شاملة الضريبة وأخرى بلا ضريبة لا يُرسل إلى التي بلا ضريبة.",
  channelPrices: "الأسعار في القناة",
  codMethods: "طرق الدفع التي تعني الدفع عند الاستلام",
  codMethodsHelp: "رموز طرق الدفع في المتجر بينها فواصل. وكل طلب آخر غير مدفوع يُعد بانتظار الدفع.",
  imageKind: "الملف في {{url}} ليس صورة JPEG أو PNG أو GIF أو WebP.",
  mostUnits: "يحمل المتجر {{most}} قطعة على الأكثر.",
  noteAdded: "الملاحظة في الطلب.",
  noteInShop: "الملاحظة موجودة في المتجر.",
  nothingLeftOfOrder: "شُحن كل ما في هذا الطلب أو رُدّ مبلغه.",
  nothingToShip: "ليس في المتجر وحدات من هذا الطلب لا يزال شحنها ممكنًا.",
  offSale: "غير معروض للبيع: {{reason}}.",
  orderCancelled: "الطلب ملغى في المتجر.",
  orderCancelledBefore: "الطلب ملغى من قبل.",
  orderCancelledUnitsFree: "أُلغي الطلب في المتجر وعادت وحداته متاحة.",
  orderCurrency: "تُنشأ الطلبات بعملة المتجر {{currency}}.",
  orderNotShown: "لا يعرض المتجر الطلب الذي أُنشئ للتو.",
  orderShippedBefore: "شُحن الطلب من قبل.",
  orderStatusBefore: "الطلب {{status}} من قبل.",
  orderTotalDiffers: "يحسب المتجر لهذا الطلب {{theirs}} وليس {{ours}}. لم يُنشأ شيء.",
  orderUnknown: "لا يعرف المتجر هذا الطلب.",
  parcelJustLeft: "غادر طرد من هذا الطلب المتجر للتو؛ لم يُلغَ شيء.",
  parcelShipped: "عُلّم الطرد مشحونًا في المتجر.",
  phoneIndian: "يجب أن يكون الهاتف رقمًا هنديًا من عشرة أرقام.",
  postcodeIndian: "يجب أن يتكون الرمز البريدي من ستة أرقام.",
  priceCurrency: "تبيع القناة بعملة {{currency}}؛ والسعر بعملة {{other}}.",
  priceDecimals: "في السعر {{price}} منازل عشرية أكثر مما تعرفه {{currency}}.",
  priceZero: "يجب أن يكون السعر أكبر من صفر.",
  productGone: "لم يعد المنتج موجودًا في المتجر.",
  productGoneFromShop: "لم يعد هذا المنتج في المتجر.",
  productNotShown: "لا يعرض المتجر المنتج المكتوب للتو.",
  productWithoutVariants: "يحتاج المنتج إلى شكل واحد على الأقل.",
  refundBookedBefore: "سُجّل رد المبلغ من قبل.",
  refundCurrency: "الطلب بعملة {{currency}}؛ رُدّ المبلغ بتلك العملة.",
  refundRecorded: "رد المبلغ مسجّل في المتجر.",
  shopAddressInvalid: "عنوان المتجر ليس عنوانًا. شكله https://my-shop.example.",
  skuTooLong: "رقم SKU ‏{{sku}}… أطول من {{most}} حرفًا.",
  spendScope: "قراءة ما أُنفق",
  streetMissing: "الشارع ناقص.",
  trackingChanged: "لدى المتجر رقم التتبع الجديد.",
  variantGone: "لم يعد هذا الشكل في المتجر.",
  variantsNeedOptions: "يحتاج كل شكل من منتج متعدد الأشكال إلى خياراته، مثل المقاس: M.",
  webhooksNeedAddress:
    "تحتاج إشعارات الويب هوك إلى عنوان عام لـ Argosy (APP_URL)؛ وحتى ذلك الحين تُسأل المنصة عن الطلبات.",
  itemMissing: "ليس في المتجر صنف لـ «{{title}}»{{sku}}. اربطه أولًا.",
  placedOrderNotShown: "لا يعرض المتجر الطلب المقدّم للتو.",
  skusInSeveralProducts: "أرقام SKU لـ «{{title}}» موزعة على {{products}} منتجات في المتجر. اربط الأشكال يدويًا أولًا.",
  optionMissing:
    "يحتاج منتج المتجر إلى قيمة «{{option}}» لكل شكل، وليس لـ «{{sku}}» قيمة. أعطه واحدة ثم أعد إرسال المنتج.",
};

const byEnglish = (texts: Readonly<Record<keyof typeof common, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(common).map(([name, text]) => [text, texts[name as keyof typeof common]]));

/** By language, what a common text is by its English. */
export const commonTranslations: Readonly<Partial<Record<Language, ReadonlyMap<string, string>>>> = {
  ar: byEnglish(arabic),
};

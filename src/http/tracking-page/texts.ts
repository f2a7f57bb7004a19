/** What the page of a parcel says to its buyer. */

import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Language } from "../../connectors/kit/contract/contract.ts";

export interface TrackingTexts {
  readonly title: string;
  readonly order: string;
  readonly carrier: string;
  readonly number: string;
  readonly town: string;
  readonly expected: string;
  readonly parcel: string;
  readonly atCarrier: string;
  readonly nothingYet: string;
  readonly way: string;
  /** The other language, in itself. */
  readonly other: string;
  readonly missing: string;
  readonly missingText: string;
  readonly status: Readonly<Record<ShipmentStatus, string>>;
  /** Under the headline; nothing where the word says all. */
  readonly more: Readonly<Partial<Record<ShipmentStatus, string>>>;
}

export const pageTexts: Readonly<Record<Language, TrackingTexts>> = {
  en: {
    title: "Your parcel",
    order: "Order",
    carrier: "Carrier",
    number: "Tracking number",
    town: "To",
    expected: "Expected",
    parcel: "Parcel",
    atCarrier: "See it at the carrier",
    nothingYet: "The carrier has not told anything of it yet.",
    way: "Its way so far",
    other: "العربية",
    missing: "There is no parcel at this address",
    missingText: "Check the link, or ask the shop you ordered from.",
    status: {
      created: "Being packed",
      label_ready: "Being packed",
      pickup_failed: "Being packed",
      picked_up: "Handed to the carrier",
      in_transit: "On its way",
      out_for_delivery: "Out for delivery",
      delivered: "Delivered",
      exception: "Held up",
      rto_in_transit: "On its way back to the shop",
      rto_delivered: "Back at the shop",
      cancelled: "Cancelled",
      lost: "Lost",
    },
    more: {
      exception: "The carrier could not go on with it. It tries again, or the shop gets in touch with you.",
      rto_in_transit: "It could not be delivered. Ask the shop what comes next.",
      rto_delivered: "It could not be delivered. Ask the shop what comes next.",
      cancelled: "This parcel is not sent. The shop may send another one.",
      lost: "The carrier cannot find it. Ask the shop what comes next.",
    },
  },
  ar: {
    title: "طردك",
    order: "الطلب",
    carrier: "الناقل",
    number: "رقم التتبع",
    town: "إلى",
    expected: "موعد متوقع",
    parcel: "الطرد",
    atCarrier: "صفحته لدى الناقل",
    nothingYet: "لم يذكر الناقل شيئًا عنه بعد.",
    way: "مساره حتى الآن",
    other: "English",
    missing: "لا طرد في هذا العنوان",
    missingText: "تحقق من الرابط، أو اسأل المتجر الذي طلبت منه.",
    status: {
      created: "قيد التعبئة",
      label_ready: "قيد التعبئة",
      pickup_failed: "قيد التعبئة",
      picked_up: "سُلّم إلى الناقل",
      in_transit: "في الطريق",
      out_for_delivery: "خرج للتوصيل",
      delivered: "سُلّم",
      exception: "متعثر",
      rto_in_transit: "عائد إلى المتجر",
      rto_delivered: "عاد إلى المتجر",
      cancelled: "ملغى",
      lost: "مفقود",
    },
    more: {
      exception: "تعذر على الناقل إكماله. سيحاول ثانية، أو يتواصل معك المتجر.",
      rto_in_transit: "تعذر تسليمه. اسأل المتجر عن الخطوة التالية.",
      rto_delivered: "تعذر تسليمه. اسأل المتجر عن الخطوة التالية.",
      cancelled: "لن يُرسل هذا الطرد. قد يرسل المتجر غيره.",
      lost: "لا يجده الناقل. اسأل المتجر عن الخطوة التالية.",
    },
  },
};

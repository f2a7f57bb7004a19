/** The page of a parcel, whole without any script. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isWithUs } from "../../commerce/shipment-states.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Language } from "../../connectors/kit/contract/contract.ts";
import type { PublicTracking } from "../../hub/shipping/public-tracking.ts";
import { Html, html } from "../reference-page/html.ts";
import { pageTexts, type TrackingTexts } from "./texts.ts";

const STYLE = readFileSync(join(import.meta.dirname, "style.css"), "utf8");

export interface TrackingAnswer {
  readonly html: string;
  /** The content security policy that lets this page show, and nothing else do anything. */
  readonly policy: string;
}

/** The parcel's page, or the one that says there is none. */
export function trackingHtml(found: PublicTracking | null, language: Language): TrackingAnswer {
  const texts = pageTexts[language];
  const color = found?.color ?? "#1f5f8b";
  const style = `${STYLE}:root{--brand:${color};--on-brand:${inkOn(color)}}`;
  const title = found ? `${texts.title} · ${found.seller}` : texts.missing;
  const page = html`<!doctype html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title><style>${new Html(style)}</style></head>
<body>${headOf(found, { words: texts, language })}<main>${found ? bodyOf(found, { words: texts, language }) : missing(texts)}</main></body></html>`;
  const hash = createHash("sha256").update(style).digest("base64");
  return {
    html: page.text,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

interface PageTexts {
  readonly words: TrackingTexts;
  readonly language: Language;
}

function headOf(found: PublicTracking | null, { words, language }: PageTexts): Html {
  const other = language === "ar" ? "en" : "ar";
  const logo = found?.logo ?? undefined;
  return html`<header><div><span class="seller">${
    logo && html`<img alt="" src="data:${logo.type};base64,${logo.bytes.toString("base64")}">`
  }<bdi>${found?.seller}</bdi></span><a href="?lang=${other}" lang="${other}" hreflang="${other}">${words.other}</a></div></header>`;
}

function missing(texts: TrackingTexts): Html {
  return html`<section><h1>${texts.missing}</h1><p>${texts.missingText}</p></section>`;
}

const FAR = ["created", "picked_up", "in_transit", "out_for_delivery", "delivered"] as const;

/** How far along the usual way; -1 where it left it. */
function farOf(status: ShipmentStatus): number {
  const steps: readonly string[] = FAR;
  return steps.indexOf(isWithUs(status) ? "created" : status);
}

function bodyOf(found: PublicTracking, text: PageTexts): Html {
  const { words, language } = text;
  const { status, parcels } = found;
  const dateOf = (at: string | Date) =>
    new Intl.DateTimeFormat(language === "ar" ? "ar-EG-u-nu-latn" : "en-GB", {
      dateStyle: "medium",
      timeZone: found.zone,
    }).format(new Date(at));
  const far = farOf(status);
  const url = found.trackingUrl !== null && /^https?:\/\//.test(found.trackingUrl) ? found.trackingUrl : undefined;
  const numbers = parcels.flatMap(({ trackingNumber }) => trackingNumber ?? []);
  const isOver = status === "delivered" || far === -1;
  const fact = (name: string, value: string | null | undefined) =>
    value ? html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>` : undefined;
  return html`<section><p class="quiet">${words.order} <bdi>${found.orderNumber}</bdi></p><h1>${words.status[status]}</h1>${
    words.more[status] && html`<p>${words.more[status]}</p>`
  }${
    far >= 0 &&
    html`<ol class="far">${FAR.map(
      (step, n) =>
        html`<li${new Html(n <= far ? ' class="done"' : "")}${new Html(n === far ? ' aria-current="step"' : "")}>${words.status[step]}</li>`,
    )}</ol>`
  }<dl>${fact(words.expected, found.expectedAt && !isOver ? dateOf(found.expectedAt) : null)}${fact(words.town, found.town)}${fact(
    words.carrier,
    found.carrier,
  )}${fact(words.number, numbers.join(", "))}</dl>${
    url && html`<p><a href="${url}" rel="noreferrer">${words.atCarrier}</a></p>`
  }</section>${parcels.map((parcel, n) => wayOf(parcel, { ...text, name: parcels.length > 1 ? `${words.parcel} ${n + 1}` : words.way, zone: found.zone }))}`;
}

function wayOf(
  { steps }: PublicTracking["parcels"][number],
  { words, language, name, zone }: PageTexts & { readonly name: string; readonly zone: string },
): Html {
  const format = new Intl.DateTimeFormat(language === "ar" ? "ar-EG-u-nu-latn" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  return html`<section><h2>${name}</h2>${
    steps.length === 0
      ? html`<p class="quiet">${words.nothingYet}</p>`
      : html`<ol class="way">${steps.map(
          ({ at, status, place }) =>
            html`<li><b>${words.status[status]}</b>${place !== null && place !== "" && html` · <bdi>${place}</bdi>`}<div class="quiet"><time datetime="${at}">${format.format(new Date(at))}</time></div></li>`,
        )}</ol>`
  }</section>`;
}

/** Black or white, whichever is read better on a colour (WCAG's relative luminance). */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

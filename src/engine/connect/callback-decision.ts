/**
 * Decides who may complete a connect attempt. A consent that returns in another browser may be somebody else's, tricked
 * into giving it; keys a shop's server posts come in no browser at all.
 */
import type { CallbackRequest, HttpReply, Language } from "../../connectors/kit/contract/contract.ts";
import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { Initiator } from "./attempt.ts";

/**
 * `finish`: connect it. `keep`: on its draft, until its beginner has seen whose account it is. `ask`: whoever came back
 * is told where the account goes, and says yes. `refuse`: nothing is asked of the platform with what came along.
 */
export type CallbackDecision = "finish" | "keep" | "ask" | "refuse";

const YES = "connect=yes";

export function decideCallback(
  beginner: Initiator | undefined,
  request: CallbackRequest,
  browser: string | null | undefined,
): CallbackDecision {
  // The hub's own attempts (emulated stores) have no browser.
  if (browser === undefined || beginner === undefined) return "finish";
  if (isConfirmed(beginner, request)) return "finish";
  if (request.method !== "GET") return "keep";
  if (beginner === "program") return "ask";
  return browser !== null && equalText(browser, beginner.browser) ? "finish" : "refuse";
}

/** The page's button was pressed: the same address again, posted. */
export function isConfirmed(beginner: Initiator | undefined, request: CallbackRequest): boolean {
  return beginner === "program" && request.method === "POST" && Buffer.from(request.body).toString("utf8") === YES;
}

const MESSAGES = {
  en: {
    title: "Connect this account?",
    ask: (organization: string, provider: string) =>
      `${organization} asks to connect your ${provider} account to this hub. It will read and change orders, products and stock there. Go on only if you know ${organization}.`,
    yes: "Connect",
    no: "To refuse, close this page: nothing has been connected.",
  },
  ar: {
    title: "ربط هذا الحساب؟",
    ask: (organization: string, provider: string) =>
      `تطلب ${organization} ربط حسابك في ${provider} بهذه المنصة. ستقرأ الطلبات والمنتجات والمخزون هناك وتغيّرها. تابع فقط إن كنت تعرف ${organization}.`,
    yes: "ربط",
    no: "للرفض أغلق هذه الصفحة: لم يُربط شيء.",
  },
} as const;

/** Says where the account goes, before anything is done with what the platform granted. */
export function confirmationPage(
  language: Language,
  { organization, provider }: { readonly organization: string; readonly provider: string },
): HttpReply {
  const messages = MESSAGES[language];
  const [title, ask, yes, no] = [messages.title, messages.ask(organization, provider), messages.yes, messages.no].map(
    escaped,
  );
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
    body: `<!doctype html><html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${ask}</p><form method="post"><button name="connect" value="yes">${yes}</button></form><p>${no}</p></html>`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

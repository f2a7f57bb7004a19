/** A hub with registers to test: shops with a session open and something on the shelf. */
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Mail } from "../hub/accounts/mail.ts";
import { testApp } from "./testing.ts";

export async function posHub() {
  const mails: Mail[] = [];
  const sendMail = async (mail: Mail) => void mails.push(mail);
  const hub = await testApp({ engine: { wake: async () => undefined }, deps: { sendMail } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");

  const ok = async (method: string, url: string, body?: unknown) => {
    const answer = await ana.call(method, `/api${url}`, body);
    expect(answer.status, `${url}: ${answer.text}`).toBeLessThan(300);
    return answer.json;
  };

  let prefixes = 0;

  /** A register at a location of its own, with a session open and ten bags of 11.90 on its shelf. */
  async function shop(fields: object = {}, stock = 10) {
    const n = ++prefixes;
    const location = await ok("POST", "/locations", { name: `Shop ${n}`, address: { country: "DE" } });
    const product = await ok("POST", "/products", {
      title: `Bag ${n}`,
      variants: [{ sku: `BAG-${n}`, priceMinor: 1190, currency: "EUR" }],
    });
    const variantId = product.variants[0].id;
    await ok("POST", "/inventory/levels", { items: [{ variantId, locationId: location.id, onHand: stock }] });
    const register = await ok("POST", "/pos/registers", {
      ...{ name: `Till ${n}`, prefix: `R${n}`, locationId: location.id, currency: "EUR" },
      ...fields,
    });
    const staff = await ok("POST", "/pos/staff", { name: "Hala", pin: "4711" });
    const session = { id: randomUUID(), registerId: register.id, staffId: staff.id, floatMinor: 10_000 };
    await ok("POST", "/pos/sessions", session);
    let run = 0;
    const line = (quantity = 1, more: object = {}) => ({
      ...{ key: randomUUID(), variantId, sku: `BAG-${n}`, title: `Bag ${n}`, quantity, unitPrice: 1190 },
      ...more,
    });
    const sale = (lines: readonly { quantity: number; unitPrice: number }[], more: object = {}) => {
      const total = lines.reduce((all, each) => all + each.quantity * each.unitPrice, 0);
      return {
        ...{ id: randomUUID(), registerId: register.id, sessionId: session.id, staffId: staff.id },
        ...{ number: `R${n}-${String(++run).padStart(6, "0")}`, soldAt: new Date(hub.clock.now()).toISOString() },
        ...{ currency: "EUR", pricesIncludeTax: true, lines, rounding: 0, offline: false },
        payments: [{ key: "1", kind: "cash", amount: total }],
        totals: { subtotal: total, discount: 0, tax: Math.round((total * 19) / 119), total },
        ...more,
      };
    };
    const send = async (...sales: object[]) => (await ok("POST", "/pos/sales", { sales })).results;
    const onHand = async () =>
      (await ok("GET", `/inventory/levels?variantId=${variantId}&locationId=${location.id}`)).items[0].onHand;
    return { location, variantId, register, staff, session, line, sale, send, onHand };
  }

  return { hub, ana, ok, shop, mails };
}

export type PosHub = Awaited<ReturnType<typeof posHub>>;
export type Shop = Awaited<ReturnType<PosHub["shop"]>>;

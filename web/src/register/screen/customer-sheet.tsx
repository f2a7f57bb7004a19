/** Who buys: found on the device at once and in the hub with a network, or written down new. */
import { useEffect, useState } from "react";
import type { TillCustomer } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { HubAway, Refused, SignedOut } from "../device/hub.ts";
import { folded } from "../device/search-index.ts";
import type { StoredCustomer } from "../device/store.ts";
import { saveCustomers, storedCustomers } from "../device/stored-lists.ts";
import { Field, Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { moneyText, useMoment, useRegister, useRegisterState } from "./use-register.ts";

const MOST = 20;
const PAUSE_MS = 250;

interface ServerAnswer {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

const known = ({ id, name, email, phone }: ServerAnswer): StoredCustomer => ({
  id,
  ...(name !== null && { name }),
  ...(email !== null && { email }),
  ...(phone !== null && { phone }),
});

export function CustomerSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const [requested, setRequested] = useState("");
  const [isNew, setNew] = useState(false);
  const found = useFound(requested);
  const choose = (customer: TillCustomer | null) => {
    register.change((before) => ({ ...before, customer }));
    onClose();
  };
  if (isNew) return <NewCustomer typed={requested} onClose={onClose} onMade={choose} />;
  return (
    <Sheet title={t("customer")} onClose={onClose}>
      <Field label={t("findCustomer")} value={requested} onChange={setRequested} isFirst />
      <ul className={css.list}>
        {found.map((customer) => (
          <li key={customer.id}>
            <button type="button" className={css.choice} onClick={() => choose(customer)}>
              <strong dir="auto">{customer.name ?? customer.email ?? customer.phone}</strong>
              <span className={css.code}>{[customer.email, customer.phone].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
      {requested.trim() !== "" && found.length === 0 && <p className={css.quiet}>{t("noCustomer")}</p>}
      {basket.customer?.id !== undefined && <History customerId={basket.customer.id} />}
      <div className={css.row}>
        {basket.customer !== null && (
          <button type="button" className={css.plain} onClick={() => choose(null)}>
            {t("removeCustomer")}
          </button>
        )}
        <button type="button" className={css.primary} onClick={() => setNew(true)}>
          {t("newCustomer")}
        </button>
      </div>
    </Sheet>
  );
}

const LAST = 5;

interface Bought {
  readonly id: string;
  readonly number: string;
  readonly placedAt: string;
  readonly totalMinor: number | null;
  readonly currency: string;
}

/** What the customer bought last, on every channel; nothing without network. */
function History({ customerId }: { readonly customerId: string }) {
  const { t, language } = useTranslation("register");
  const register = useRegister();
  const moment = useMoment();
  const [orders, setOrders] = useState<readonly Bought[]>([]);
  useEffect(() => {
    const query = new URLSearchParams({ customerId, limit: String(LAST) });
    register
      .online<{ items: readonly Bought[] }>("GET", `/api/orders?${query}`)
      .then(({ items }) => setOrders(items))
      .catch((error: unknown) => {
        if (!(error instanceof HubAway || error instanceof SignedOut || error instanceof Refused)) throw error;
      });
  }, [register, customerId]);
  if (orders.length === 0) return null;
  return (
    <section aria-label={t("history")}>
      <h3>{t("history")}</h3>
      <ul className={css.list}>
        {orders.map(({ id, number, placedAt, totalMinor, currency }) => (
          <li key={id}>
            <span>
              <bdi>{number}</bdi> · {moment(placedAt)}
            </span>
            <span>{totalMinor === null ? "" : moneyText(totalMinor, currency, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const matches = (customer: TillCustomer, texts: readonly string[]) => {
  const text = folded(`${customer.name ?? ""} ${customer.email ?? ""} ${customer.phone ?? ""}`);
  return texts.every((word) => text.includes(word));
};

function useFound(requested: string): readonly StoredCustomer[] {
  const register = useRegister();
  const [found, setFound] = useState<readonly StoredCustomer[]>([]);
  useEffect(() => {
    const texts = folded(requested).split(/\s+/).filter(Boolean);
    let isOver = false;
    const show = async () => {
      const here = await storedCustomers(register);
      if (!isOver) setFound(here.filter((each) => matches(each, texts)).slice(0, MOST));
    };
    const ask = async () => {
      const query = new URLSearchParams({
        limit: String(MOST),
        ...(requested.trim() !== "" && { q: requested.trim() }),
      });
      const { items } = await register.online<{ items: readonly ServerAnswer[] }>("GET", `/api/customers?${query}`);
      await saveCustomers(register, items.map(known));
      await show();
    };
    void show();
    const timer = setTimeout(() => {
      ask().catch((error: unknown) => {
        // What the device has is shown all the same.
        if (!(error instanceof HubAway) && !(error instanceof SignedOut)) throw error;
      });
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [register, requested]);
  return found;
}

function NewCustomer({
  typed,
  onClose,
  onMade,
}: {
  readonly typed: string;
  readonly onClose: () => void;
  readonly onMade: (customer: TillCustomer) => void;
}) {
  const { t } = useTranslation("register");
  const [name, setName] = useState(/[@\d]/.test(typed) ? "" : typed);
  const [email, setEmail] = useState(typed.includes("@") ? typed : "");
  const [phone, setPhone] = useState(/^[+\d\s]+$/.test(typed) ? typed : "");
  const made: TillCustomer = {
    ...(name.trim() !== "" && { name: name.trim() }),
    ...(email.trim() !== "" && { email: email.trim() }),
    ...(phone.trim() !== "" && { phone: phone.trim() }),
  };
  return (
    <Sheet title={t("newCustomer")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(made).length > 0) onMade(made);
        }}
      >
        <Field label={t("customerName")} value={name} onChange={setName} isFirst />
        <Field label={t("email")} value={email} onChange={setEmail} type="email" />
        <Field label={t("phone")} value={phone} onChange={setPhone} type="tel" />
        <div className={css.row}>
          <button type="submit" className={css.primary} disabled={Object.keys(made).length === 0}>
            {t("add")}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

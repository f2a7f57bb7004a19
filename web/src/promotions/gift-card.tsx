/** One gift card: what is left on it, and everything that changed it. */
import { Button, Group, TextInput } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { listQuery } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { boundText } from "../ui/field.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { Page } from "../ui/page.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { CardState } from "./gift-cards.tsx";
import { type GiftCard, giftCardQuery, openPrint } from "./queries.ts";

export function GiftCardPage() {
  const { t } = useTranslation("promotions");
  const { id } = useParams({ strict: false });
  const { data: card, error } = useQuery(giftCardQuery(id ?? ""));
  return (
    <Page
      title={card ? t("cardOf", { end: card.codeEnd }) : t("giftCard")}
      above={{ label: t("giftCards"), to: "/gift-cards" }}
      state={card && <CardState {...card} />}
      actions={card && <Actions card={card} />}
    >
      {error !== null && <ProblemNotice error={error} />}
      {card && <About card={card} />}
      {card && <Ledger card={card} />}
    </Page>
  );
}

function About({ card }: { readonly card: GiftCard }) {
  const { t } = useTranslation("promotions");
  const { day } = useFormat();
  return (
    <Card help={<Help of="gift_card" />} title={t("about")}>
      <Facts
        facts={[
          [t("balance"), <Amount key="b" minor={card.balanceMinor} currency={card.currency} />],
          [t("initial"), <Amount key="i" minor={card.initialMinor} currency={card.currency} />],
          [t("expiresOn"), card.expiresOn === null ? t("never") : day(card.expiresOn, true)],
          [t("issued"), <When key="w" at={card.issuedAt} />],
          [t("issuedBy"), <Actor key="a" actor={card.issuedBy} />],
          [t("reference"), card.reference || "–"],
        ]}
      />
    </Card>
  );
}

function Actions({ card }: { readonly card: GiftCard }) {
  const { t } = useTranslation("promotions");
  const { may } = useSession();
  const [open, setOpen] = useState<"adjust" | "block" | null>(null);
  const isBlocked = card.state === "disabled";
  const close = () => setOpen(null);
  const print = useAction({ run: () => openPrint(card.id) });
  const change = useAction({
    run: (isActive: boolean) => body(hub.PATCH("/api/gift-cards/{id}", { ...ofId(card.id), body: { isActive } })),
    renews: [["gift-cards"]],
    done: close,
    said: (_, isActive) => t(isActive ? "unblocked" : "blocked"),
  });
  if (!may("refund")) return null;
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => setOpen("adjust")}>
        {t("adjust")}
      </Button>
      <Button
        variant="default"
        loading={change.isRunning}
        onClick={() => (isBlocked ? change.start(true) : setOpen("block"))}
      >
        {t(isBlocked ? "unblock" : "block")}
      </Button>
      <Button leftSection={<IconPrinter size={16} />} {...starts(print)}>
        {t("print")}
      </Button>
      {open === "adjust" && <AdjustDialog card={card} onClose={close} />}
      <Confirm
        isOpen={open === "block"}
        isSafe
        title={t("blockTitle")}
        text={t("blockText")}
        label={t("block")}
        isRunning={change.isRunning}
        onConfirm={() => change.start(false)}
        onClose={close}
      />
    </Group>
  );
}

function AdjustDialog({ card, onClose }: { readonly card: GiftCard; onClose(): void }) {
  const { t } = useTranslation("promotions");
  const [balance, setBalance] = useState<number | null>(card.balanceMinor);
  const [reference, setReference] = useState("");
  const save = useFormAction({
    run: () =>
      body(
        hub.PATCH("/api/gift-cards/{id}", {
          ...ofId(card.id),
          body: { ...(balance !== null && { balanceMinor: balance }), reference: reference.trim() },
        }),
      ),
    renews: [["gift-cards"]],
    done: onClose,
    said: t("adjusted"),
  });
  return (
    <FormDialog
      help={<Help of="gift_card" />}
      title={t("adjust")}
      label={t("adjust")}
      action={save}
      isReady={balance !== null && balance !== card.balanceMinor && reference.trim() !== ""}
      onClose={onClose}
    >
      <MoneyField label={t("newBalance")} required currency={card.currency} value={balance} onChange={setBalance} />
      <TextInput label={t("reason")} required maxLength={200} {...boundText(reference, setReference)} />
    </FormDialog>
  );
}

function Ledger({ card }: { readonly card: GiftCard }) {
  const { t } = useTranslation("promotions");
  const { day } = useFormat();
  const found = useInfiniteQuery(listQuery("gift-cards", "/api/gift-cards/{id}/entries", { params: { id: card.id } }));
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card help={<Help of="gift_card" />} title={t("ledger")} isFlush>
      {found.error !== null && <ProblemNotice error={found.error} />}
      {found.isPending && <RowsSkeleton rows={3} />}
      <PlainList
        label={t("ledger")}
        rows={rows}
        columns={(column) => [
          column.title("kind", t("what"), ({ kind, expiresOn }) =>
            expiresOn === null
              ? t(`entries.${kind}`)
              : t("movedEntry", { what: t(`entries.${kind}`), day: day(expiresOn, true) }),
          ),
          column.figure(
            "amount",
            t("amount"),
            ({ amountMinor }) => <Amount minor={amountMinor} currency={card.currency} />,
            { onCard: "state" },
          ),
          column.figure("balance", t("balance"), ({ balanceMinor }) => (
            <Amount minor={balanceMinor} currency={card.currency} />
          )),
          column.fact("reference", t("reference"), (row) => <bdi>{row.reference || "–"}</bdi>),
          column.fact("by", t("by"), ({ actor }) => <Actor actor={actor} />),
          column.moment("at", t("at"), ({ at }) => at, { onCard: "fact" }),
        ]}
      />
      {found.hasNextPage && (
        <Button variant="subtle" m="sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("moreRows")}
        </Button>
      )}
    </Card>
  );
}

/** What is packed is scanned: the order's barcode, then each item; what does not belong in the parcel is said, and heard. */
import { Alert, Button, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconBarcode, IconPlus } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { body, hub } from "../data/hub.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";
import { LinkAnchor } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import { beep } from "./beep.ts";
import { onePiece, type PackedOrder } from "./packing.ts";
import { toPack } from "./picking.ts";
import { type Counted, isComplete, type Scanned, scanned, withOne } from "./scanned.ts";

interface Notice {
  readonly isBad: boolean;
  readonly text: string;
}

/** The order of this number, here or on its channel; several or none are for a person. */
async function orderOf(code: string): Promise<PackedOrder | "none" | "several"> {
  const ask = async (query: { number: string } | { q: string }) =>
    (await body(hub.GET("/api/orders", { params: { query: { ...query, limit: 20 } } }))).items.map(({ id }) => id);
  // The words of an order that was made this moment are not there yet; its number is.
  const exact = await ask({ number: code });
  const ids = exact.length > 0 ? exact : await ask({ q: code });
  const wanted = code.toLowerCase();
  const packed = ids.length === 0 ? [] : await onePiece(ids);
  const named = packed.filter((order) => order.number.toLowerCase() === wanted);
  const found = named.length > 0 ? named : packed.filter((order) => order.platformNumber.toLowerCase() === wanted);
  return found.length > 1 ? "several" : (found[0] ?? "none");
}

export function VerifyPacking() {
  const { t } = useTranslation("shipping");
  const orders = useTranslation("orders").t;
  const [order, setOrder] = useState<PackedOrder | null>(null);
  const [counted, setCounted] = useState<Counted>({});
  const [notice, setNotice] = useState<Notice | null>(null);
  const [typed, setTyped] = useState("");
  const [isLooking, setLooking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const tell = (isBad: boolean, text: string) => {
    beep(isBad ? "wrong" : "good");
    setNotice({ isBad, text });
  };
  const isDone = order !== null && isComplete(order, counted);
  const take = (result: Scanned, code: string) => {
    if (result.kind === "wrong") return tell(true, t("verify.wrong", { code }));
    const { title } = result.item;
    if (result.kind === "enough") return tell(true, t("verify.enough", { title }));
    setCounted(result.counted);
    tell(
      false,
      result.isComplete ? t("verify.complete", { number: order?.number ?? "" }) : t("verify.counted", { title }),
    );
  };
  const open = async (code: string) => {
    setLooking(true);
    try {
      const found = await orderOf(code);
      if (found === "none" || found === "several") return tell(true, t(`verify.${found}`, { code }));
      setOrder(found);
      setCounted({});
      tell(false, t("verify.opened", { number: found.number }));
    } catch (error) {
      tell(true, problemText(error));
    } finally {
      setLooking(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const code = typed.trim();
    setTyped("");
    if (code === "" || isLooking) return;
    // A parcel that is complete makes way for the next order.
    if (order === null || isDone) void open(code);
    else take(scanned(order, counted, code), code);
  };
  return (
    <Page title={t("verify.title")} above={{ label: orders("title"), to: "/orders" }}>
      <Stack gap="md" maw={760}>
        <form onSubmit={submit}>
          <TextInput
            ref={field}
            data-autofocus
            autoFocus
            size="lg"
            leftSection={<IconBarcode size={22} aria-hidden />}
            label={t(order === null || isDone ? "verify.order" : "verify.item")}
            {...boundText(typed, setTyped)}
            autoComplete="off"
            styles={{ input: { direction: "ltr" } }}
          />
        </form>
        {notice !== null && (
          <Alert color={notice.isBad ? "red" : "green"} role={notice.isBad ? "alert" : "status"}>
            <Text fw={600}>
              <bdi>{notice.text}</bdi>
            </Text>
          </Alert>
        )}
        {order !== null && (
          <Contents
            order={order}
            counted={counted}
            onCount={(item) => {
              take(withOne(order, counted, item), "");
              field.current?.focus();
            }}
            onLeave={() => {
              setOrder(null);
              setNotice(null);
              field.current?.focus();
            }}
          />
        )}
      </Stack>
    </Page>
  );
}

interface ContentsProps {
  readonly order: PackedOrder;
  readonly counted: Counted;
  onCount(item: PackedItem): void;
  onLeave(): void;
}

function Contents({ order, counted, onCount, onLeave }: ContentsProps) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <LinkAnchor to="/orders/$id" params={{ id: order.id }} fw={600} className="code">
          {order.number}
        </LinkAnchor>
        <Button size="xs" variant="default" onClick={onLeave}>
          {t("verify.leave")}
        </Button>
      </Group>
      <Table aria-label={t("print.contents")}>
        <Table.Tbody>
          {toPack(order).map(({ item, units }) => {
            const there = counted[item.lineId] ?? 0;
            return (
              <Table.Tr key={item.lineId} data-item={item.sku ?? item.title}>
                <Table.Td w={64}>
                  <Thumbnail url={item.imageUrl} />
                </Table.Td>
                <Table.Td>
                  <bdi>{item.title}</bdi>
                  <Quiet size="xs">
                    <bdi className="code">{[item.sku, item.barcode].filter(Boolean).join(" · ")}</bdi>
                  </Quiet>
                </Table.Td>
                <Table.Td className="nowrap">
                  <Status meaning={there >= units ? "good" : "waiting"}>
                    {t("verify.of", { there: number(there), units: number(units) })}
                  </Status>
                </Table.Td>
                <Table.Td>
                  {there < units && (
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<IconPlus size={14} />}
                      aria-label={t("verify.byHand", { title: item.title })}
                      onClick={() => onCount(item)}
                    >
                      {number(1)}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

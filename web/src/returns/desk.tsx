/** The returns desk: a scan shows the return and what it still awaits; without one it can be opened here. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowsExchange, IconPackageImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { orderQuery } from "../data/order.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Exchanges } from "../orders/exchanges.tsx";
import { returnable } from "../orders/lines-left.ts";
import { ReturnDialog } from "../orders/return-dialog.tsx";
import { ReturnStatus } from "../orders/return-status.tsx";
import { Photos } from "../photos/photos.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { ScanField } from "../ui/scan-field.tsx";
import { ExchangeDialog } from "./exchange-dialog.tsx";
import { canExchange } from "./exchange-lines.ts";
import { canReceive, type Return, type ScanAnswer, scannedQuery } from "./queries.ts";
import { ReceiveDialog } from "./receive-dialog.tsx";

export function ReturnsReceiving() {
  const { t } = useTranslation("returns");
  const [scan, setScan] = useState({ code: "", nth: 0 });
  const setCode = (code: string) => setScan(({ nth }) => ({ code, nth: nth + 1 }));
  const field = useRef<HTMLInputElement>(null);
  const refocus = () => field.current?.focus();
  return (
    <Page title={t("desk.title")} above={{ label: t("title"), to: "/returns" }}>
      <Stack gap="md" maw={760}>
        <ScanField field={field} label={t("desk.scan")} help={t("desk.help")} onScan={setCode} />
        {scan.code !== "" && <Scanned key={scan.nth} code={scan.code} onDone={refocus} onScan={setCode} />}
      </Stack>
    </Page>
  );
}

interface ScannedProps {
  readonly code: string;
  onDone(): void;
  onScan(code: string): void;
}

function Scanned({ code, ...rest }: ScannedProps) {
  const found = useQuery(scannedQuery(code));
  // What was found stays, whatever becomes of asking again; of an earlier scan it may be old.
  if (found.data === undefined || !found.isFetchedAfterMount)
    return found.isError ? <ProblemNotice error={found.error} /> : null;
  return <Answered code={code} answer={found.data} {...rest} />;
}

/** The only one whose items are awaited. */
function onlyAwaited(returns: readonly Return[]): string | undefined {
  const [open, another] = returns.filter(canReceive);
  return another === undefined ? open?.id : undefined;
}

function Answered({ code, answer, onDone, onScan }: ScannedProps & { readonly answer: ScanAnswer }) {
  const { t } = useTranslation("returns");
  // As of the scan: one that is opened meanwhile is scanned of its own, and would be asked for twice.
  const [nextId] = useState(() => onlyAwaited(answer.returns));
  if (answer.by === null)
    return (
      <Alert color="red" role="alert">
        {t("desk.none")} <bdi className="code">{code}</bdi>
      </Alert>
    );
  return (
    <>
      {answer.returns.map((one) => (
        <Found key={one.id} one={one} isNext={one.id === nextId} onDone={onDone} />
      ))}
      {answer.orders.map(({ id, number }) => (
        <OfOrder key={id} orderId={id} number={number} onDone={onDone} onScan={onScan} />
      ))}
    </>
  );
}

interface FoundProps {
  readonly one: Return;
  /** The only one whose items are awaited: they are asked for at once. */
  readonly isNext: boolean;
  onDone(): void;
}

function Found({ one, isNext, onDone }: FoundProps) {
  const { t } = useTranslation("returns");
  const { may } = useSession();
  const canAct = may("pack_orders") && canReceive(one);
  const [isReceiving, setReceiving] = useState(isNext && canAct);
  const [isExchanging, setExchanging] = useState(false);
  const close = () => {
    setReceiving(false);
    setExchanging(false);
    onDone();
  };
  return (
    <Card title={t("numbered", { number: one.number })} actions={<ReturnStatus state={one.state} />}>
      <Stack gap="xs">
        {one.lines.map((line) => (
          <Stack key={line.id} gap={4}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                <bdi>{line.title}</bdi>
              </Text>
              <Text size="sm" className="nowrap">
                {t("arrived", { received: line.receivedQuantity, quantity: line.quantity })}
              </Text>
            </Group>
            <Photos orderId={one.orderId} returnLineId={line.id} />
          </Stack>
        ))}
        {one.reason !== "" && (
          <Quiet>
            {t("buyersReason")}: <bdi>{one.reason}</bdi>
          </Quiet>
        )}
        <Exchanges exchanges={one.exchanges} />
        <Group>
          {canAct && (
            <Button leftSection={<IconPackageImport size={16} />} onClick={() => setReceiving(true)}>
              {t("receive.action")}
            </Button>
          )}
          {may("act_on_orders") && canExchange(one) && (
            <Button
              variant="default"
              leftSection={<IconArrowsExchange size={16} />}
              onClick={() => setExchanging(true)}
            >
              {t("exchange.action")}
            </Button>
          )}
          <LinkButton to="/returns/$id" params={{ id: one.id }} variant="default">
            {t("desk.show")}
          </LinkButton>
        </Group>
      </Stack>
      {isReceiving && <ReceiveDialog one={one} onClose={close} />}
      {isExchanging && <ExchangeDialog one={one} onClose={close} />}
    </Card>
  );
}

interface OfOrderProps extends Omit<ScannedProps, "code"> {
  readonly orderId: string;
  readonly number: string;
}

function OfOrder({ orderId, number, onDone, onScan }: OfOrderProps) {
  const { t } = useTranslation("returns");
  const { may } = useSession();
  const order = useQuery(orderQuery(orderId)).data;
  const [isOpening, setOpening] = useState(false);
  const close = () => {
    setOpening(false);
    onDone();
  };
  const units = order?.lines.reduce((sum, line) => sum + returnable(line), 0);
  return (
    <Card title={t("desk.order", { number })}>
      <Stack gap="xs">
        {units !== undefined && <Quiet>{t("desk.returnable", { count: units })}</Quiet>}
        <Group>
          {units !== undefined && units > 0 && may("pack_orders") && (
            <Button onClick={() => setOpening(true)}>{t("desk.open")}</Button>
          )}
          <LinkButton to="/orders/$id" params={{ id: orderId }} variant="default">
            {t("desk.show")}
          </LinkButton>
        </Group>
      </Stack>
      {isOpening && order && (
        <ReturnDialog order={order} warnings={[]} onClose={close} onOpened={({ number: made }) => onScan(made)} />
      )}
    </Card>
  );
}

import { Autocomplete } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ParameterValue } from "../../../../src/commerce/automations/definition.ts";
import { servicesQuery } from "../../shipments/queries.ts";
import { useEditing } from "./editing.ts";
import classes from "./flow.module.css";

interface Props {
  readonly courierId: ParameterValue | undefined;
  readonly value: ParameterValue | undefined;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly size: "xs";
  readonly "aria-label": string;
  onChange(value: string | undefined, name: string | undefined): void;
}

/** A courier's service: those it was booked with are offered by their names. */
export function ServiceInput({ courierId, value, onChange, ...input }: Props) {
  const { t } = useEditing().wording;
  const services = (useQuery(servicesQuery).data ?? []).filter((each) => each.courierId === courierId);
  const text = typeof value === "string" ? value : "";
  const shown = services.find(({ service }) => service === text)?.serviceName ?? text;
  return (
    <Autocomplete
      {...input}
      className={classes["text"] ?? ""}
      placeholder={t("anyService")}
      maxLength={200}
      data={[...new Set(services.map(({ serviceName }) => serviceName))]}
      value={shown}
      onChange={(typed) => {
        const existing = services.find(({ serviceName }) => serviceName === typed);
        onChange((existing?.service ?? typed) || undefined, typed || undefined);
      }}
    />
  );
}

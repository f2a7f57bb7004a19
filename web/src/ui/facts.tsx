/** Names and values of a thing, one below the other. */
import { Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import classes from "./facts.module.css";
import { Quiet } from "./quiet.tsx";

export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Quiet component="dt">{name}</Quiet>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
            {typeof value === "string" ? <bdi>{value}</bdi> : value}
          </Text>
        </Fragment>
      ))}
    </dl>
  );
}

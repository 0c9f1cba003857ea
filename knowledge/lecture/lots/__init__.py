"""What a message tells of the lots of a contract.

A message about lots is read in this order, by `message.lire_lots`:

1. rows (a pasted table, a workbook, numbered lines) are read by columns, and nothing more is looked for: `tableau`;
2. what points at lots is found, by number, rank or name: `designation`, which knows the lots by their `noms`;
3. the lists are told, announced by a count or by none, then a lot that comes later: `annonces`; `listes` cuts a list into items;
4. the clause around each lot that is left is cut out (`clauses`), then carried out (`phrases`): told, dropped, merged, reserved…

Annonces and phrases write in one `recueil`: the lots as the message leaves them so far, and what must be asked. It reads the amount
of a clause with `prix`. What comes out is a `LectureLots` (`operations`): operations, doubts, and the text left to read of the whole
contract. Nothing is decided there: whoever calls carries the operations out (`application.appliquer`).

    message ─┬─ tableau ──────────────────────────┐
             ├─ annonces ┬─ recueil ─┬─ prix      ├─ operations ── application
             └─ phrases ─┘           └─ designation ── noms
                  └─ clauses ── listes
"""

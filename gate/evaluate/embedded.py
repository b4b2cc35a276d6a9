"""Engine `embedded`: the pack that OPA compiled to WebAssembly, run in this process by wasmtime.

The calling convention is OPA's: https://www.openpolicyagent.org/docs/latest/wasm/ (ABI 1.2). Costs 30 ms to
import (wasmtime), so it is imported only when it is used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

import orjson
import wasmtime

from gate.errors import PolicyError
from gate.evaluate.engines import EvaluationError, Select
from gate.evaluate.host_functions import HOST_FUNCTIONS, HostFunction, HostFunctionError
from gate.evaluate.module_cache import ModuleCache
from gate.model.json import JsonObject, JsonValue, mapping, sequence

PAGE = 64 * 1024
MEMORY_PAGES = 16 * 1024  # 1 GiB
SECONDS_TO_ANSWER = 30.0
ENTRY = "system/entry/answer"
JSON_FORMAT = 0
STRINGS_AT_ONCE = 256
SCRATCH = 4096
Storelike: TypeAlias = wasmtime.Store | wasmtime.Caller


class Embedded:
    """The pack as a WebAssembly module, its data loaded once."""

    at_once = 1

    def __init__(
        self, wasm: bytes, data: JsonObject, cache: ModuleCache | None = None, seconds: float = 0.0
    ) -> None:
        """seconds: how long an answer may take, 0 for what the pack may.

        PolicyError when the module is none that OPA made, or asks for a built-in that the gate lacks.
        """
        self._seconds = seconds or SECONDS_TO_ANSWER
        config = wasmtime.Config()
        config.epoch_interruption = True
        self._engine = wasmtime.Engine(config)
        try:
            module = cache.loaded(self._engine, wasm) if cache else None
            if module is None:
                module = wasmtime.Module(self._engine, wasm)
                if cache:
                    cache.keep(module, wasm)
        except wasmtime.WasmtimeError:
            raise PolicyError("the policy bundle's policies.wasm is no WebAssembly that can be run") from None
        self._module = module
        self._data = orjson.dumps(data)
        self._instance = _Instance(self._engine, module, self._data)

    def ask(self, items: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        chosen = orjson.dumps({"resource": select.resource, "cluster": select.cluster})
        name = orjson.dumps(environment)
        given = b'{"resources":[%b],"select":%b,"environment":%b}' % (b",".join(items), chosen, name)
        # The deadline is one tick of an epoch; nothing else ticks it.
        late = threading.Timer(self._seconds, self._engine.increment_epoch)
        late.daemon = True
        late.start()
        try:
            results = self._instance.evaluated(given)
        except (wasmtime.Trap, wasmtime.WasmtimeError, HostFunctionError, _AbortedError) as error:
            # What a trap leaves behind is not to be used again.
            self._instance = _Instance(self._engine, self._module, self._data)
            costly = isinstance(error, wasmtime.Trap) or _is_full(error)
            raise EvaluationError(_words(error, self._seconds), costly=costly) from None
        finally:
            late.cancel()
        if len(results) != 1 or "result" not in mapping(results[0]):
            raise PolicyError("the policy bundle's entry point gives no result")
        return mapping(results[0])["result"]

    def close(self) -> None:
        """Nothing is left outside this process's memory."""


class MissingBuiltinsError(PolicyError):
    """The module calls built-ins that the gate lacks. names: which."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(lacks(names), "use --engine opa")
        self.names = frozenset(names)


def lacks(names: Sequence[str]) -> str:
    """What there is to say of built-ins that the gate lacks."""
    return f"the embedded engine has no built-in {', '.join(names)}"


class _AbortedError(Exception):
    """The module gave up: `opa_abort`, such as for a rule with two values."""


class _Instance:
    """One instance of the module with its memory: input goes in above the data, and is forgotten after."""

    def __init__(self, engine: wasmtime.Engine, module: wasmtime.Module, data: bytes) -> None:
        self._store = wasmtime.Store(engine)
        self._store.set_epoch_deadline(1)
        self._linked(engine, module)
        self._bound = self._functions()
        self._entry = self._entry_point()
        # What lies below was compiled in and never changes: the templates of messages, mostly.
        self._constants_end = self._call("opa_malloc", SCRATCH)
        self._scratch = self._constants_end
        self._constants: dict[int, str] = {}
        self._data = self._parsed(data)
        self._heap = self._call("opa_heap_ptr_get")

    def evaluated(self, given: bytes) -> list[JsonValue]:
        """The result set of the entry point for one input."""
        self._store.set_epoch_deadline(1)
        end = self._heap + len(given)
        self._reserve(end)
        self._memory.write(self._store, given, self._heap)
        self._call("opa_heap_ptr_set", _aligned(end))
        found = self._call(
            "opa_eval", 0, self._entry, self._data, self._heap, len(given), _aligned(end), JSON_FORMAT
        )
        return sequence(cast("JsonValue", orjson.loads(self._text(self._store, found))))

    def _linked(self, engine: wasmtime.Engine, module: wasmtime.Module) -> None:
        linker = wasmtime.Linker(engine)
        memories = [one.type for one in module.imports if isinstance(one.type, wasmtime.MemoryType)]
        if len(memories) != 1:
            raise PolicyError("the policy bundle's policies.wasm is none that OPA compiled")
        limits = wasmtime.Limits(memories[0].limits.min, MEMORY_PAGES)
        self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(limits))
        linker.define(self._store, "env", "memory", self._memory)
        number = wasmtime.ValType.i32()
        for count in range(5):
            takes = wasmtime.FuncType([number] * (count + 2), [number])
            linker.define_func("env", f"opa_builtin{count}", takes, self._host, access_caller=True)
        linker.define_func(
            "env", "opa_abort", wasmtime.FuncType([number], []), self._abort, access_caller=True
        )
        self._exports = linker.instantiate(self._store, module).exports(self._store)

    def _functions(self) -> dict[int, HostFunction]:
        """The built-ins that the module leaves to its host, by its number for them."""
        wanted = mapping(self._json(self._store, self._call("builtins")))
        unknown = sorted(set(wanted) - set(HOST_FUNCTIONS))
        if unknown:
            raise MissingBuiltinsError(unknown)
        return {int(cast("int", number)): HOST_FUNCTIONS[name] for name, number in wanted.items()}

    def _entry_point(self) -> int:
        number = mapping(self._json(self._store, self._call("entrypoints"))).get(ENTRY)
        if not isinstance(number, int):
            raise PolicyError(f"the policy bundle has no entry point {ENTRY}")
        return number

    def _parsed(self, content: bytes) -> int:
        """The address of a JSON text's value, which stays on the heap."""
        address = self._call("opa_malloc", len(content))
        self._memory.write(self._store, content, address)
        return self._call("opa_json_parse", address, len(content))

    def _reserve(self, end: int) -> None:
        missing = end + PAGE - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // PAGE))

    def _call(self, name: str, *arguments: int) -> int:
        found = self._function(name)(self._store, *arguments)
        return found if isinstance(found, int) else 0

    def _function(self, name: str) -> Callable[..., Any]:
        return cast("Callable[..., Any]", self._exports[name])

    def _host(self, caller: wasmtime.Caller, number: int, _context: int, *arguments: int) -> int:
        """A built-in of ours, called from inside the module. 0 is undefined."""
        values = [self._value(caller, argument) for argument in arguments]
        answer = orjson.dumps(self._bound[number](*values))
        # The parser copies what it reads. A call from here into the module is what costs, so the buffer is
        # there already where it is long enough.
        fits = len(answer) <= SCRATCH
        address = self._scratch if fits else self._function("opa_malloc")(caller, len(answer))
        self._memory.write(caller, answer, address)
        return cast("int", self._function("opa_json_parse")(caller, address, len(answer)))

    def _abort(self, caller: wasmtime.Caller, address: int) -> None:
        raise _AbortedError(self._text(caller, address).decode(errors="replace"))

    def _value(self, store: Storelike, address: int) -> str:
        """A value as Rego writes it: JSON, but for sets and for keys that are no strings."""
        if address in self._constants:
            return self._constants[address]
        text = self._text(store, self._function("opa_value_dump")(store, address)).decode()
        if address < self._constants_end:
            self._constants[address] = text
        return text

    def _json(self, store: Storelike, address: int) -> JsonValue:
        found = self._function("opa_json_dump")(store, address)
        return cast("JsonValue", orjson.loads(self._text(store, found)))

    def _text(self, store: Storelike, address: int) -> bytes:
        """The bytes up to the zero that ends a string of C."""
        size = self._memory.data_len(store)
        found = bytearray()
        while address < size:
            chunk = self._memory.read(store, address, min(address + STRINGS_AT_ONCE, size))
            text, zero, _ = chunk.partition(b"\0")
            found += text
            if zero:
                break
            address += len(chunk)
        return bytes(found)


def _aligned(address: int) -> int:
    return -(-address // 8) * 8


def _is_full(error: Exception) -> bool:
    """Whether OPA's allocator gave up: https://github.com/open-policy-agent/opa/blob/main/wasm/src/malloc.c."""
    return isinstance(error, _AbortedError) and str(error).startswith("opa_malloc")


def _words(error: Exception, seconds: float) -> str:
    """What went wrong, without the values that a trap's text or a built-in's words may quote."""
    if isinstance(error, HostFunctionError):
        return f"{error.name} failed"
    if _is_full(error):
        return "it ran out of memory"
    if isinstance(error, _AbortedError):
        return str(error)
    if isinstance(error, wasmtime.Trap) and error.trap_code is wasmtime.TrapCode.INTERRUPT:
        return f"it took longer than {seconds:g} seconds"
    return "the WebAssembly module trapped"

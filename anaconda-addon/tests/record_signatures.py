# SPDX-License-Identifier: GPL-2.0-or-later
# Writes down what pyanaconda's classes look like in given source trees; run by hand when a version is added.
"""Usage: python3 record_signatures.py NAME=DIRECTORY... > signatures.json

Each DIRECTORY is a source tree of rhinstaller/anaconda. Nothing of it is imported or copied but names: the parameters
of what the addon calls or overrides, and, where the bus decides, their D-Bus types.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

# The stand-in's name -> file, class and function of the real one ("" where there is none).
USED = {
    "pyanaconda.modules.common.init": ("modules/common/__init__.py", "", "init"),
    "pyanaconda.core.signal.Signal.__init__": ("core/signal.py", "Signal", "__init__"),
    "pyanaconda.core.signal.Signal.emit": ("core/signal.py", "Signal", "emit"),
    "pyanaconda.core.signal.Signal.connect": ("core/signal.py", "Signal", "connect"),
    "pyanaconda.core.kickstart.addon.AddonData.handle_header": (
        "core/kickstart/addon.py",
        "AddonData",
        "handle_header",
    ),
    "pyanaconda.core.kickstart.addon.AddonData.handle_line": ("core/kickstart/addon.py", "AddonData", "handle_line"),
    "pyanaconda.core.kickstart.addon.AddonData.handle_end": ("core/kickstart/addon.py", "AddonData", "handle_end"),
    "pyanaconda.core.kickstart.addon.AddonData.__str__": ("core/kickstart/addon.py", "AddonData", "__str__"),
    "pyanaconda.modules.common.base.KickstartService.__init__": (
        "modules/common/base/base.py",
        "KickstartService",
        "__init__",
    ),
    "pyanaconda.modules.common.base.KickstartService.publish": ("modules/common/base/base.py", "BaseModule", "publish"),
    "pyanaconda.modules.common.base.KickstartService.run": ("modules/common/base/base.py", "Service", "run"),
    "pyanaconda.modules.common.base.KickstartService.kickstart_specification": (
        "modules/common/base/base.py",
        "KickstartService",
        "kickstart_specification",
    ),
    "pyanaconda.modules.common.base.KickstartService.process_kickstart": (
        "modules/common/base/base.py",
        "KickstartBaseModule",
        "process_kickstart",
    ),
    "pyanaconda.modules.common.base.KickstartService.setup_kickstart": (
        "modules/common/base/base.py",
        "KickstartBaseModule",
        "setup_kickstart",
    ),
    "pyanaconda.modules.common.base.KickstartService.read_kickstart": (
        "modules/common/base/base.py",
        "KickstartService",
        "read_kickstart",
    ),
    "pyanaconda.modules.common.base.KickstartService.generate_kickstart": (
        "modules/common/base/base.py",
        "KickstartService",
        "generate_kickstart",
    ),
    "pyanaconda.modules.common.base.KickstartService.configure_with_tasks": (
        "modules/common/base/base.py",
        "KickstartService",
        "configure_with_tasks",
    ),
    "pyanaconda.modules.common.base.KickstartService.install_with_tasks": (
        "modules/common/base/base.py",
        "KickstartService",
        "install_with_tasks",
    ),
    "pyanaconda.modules.common.base.KickstartModuleInterface.KickstartAddons": (
        "modules/common/base/base_interface.py",
        "KickstartModuleInterface",
        "KickstartAddons",
    ),
    "pyanaconda.modules.common.base.KickstartModuleInterface.ReadKickstart": (
        "modules/common/base/base_interface.py",
        "KickstartModuleInterface",
        "ReadKickstart",
    ),
    "pyanaconda.modules.common.base.KickstartModuleInterface.GenerateKickstart": (
        "modules/common/base/base_interface.py",
        "KickstartModuleInterface",
        "GenerateKickstart",
    ),
    "pyanaconda.modules.common.base.KickstartModuleInterface.ConfigureWithTasks": (
        "modules/common/base/base_interface.py",
        "KickstartModuleInterface",
        "ConfigureWithTasks",
    ),
    "pyanaconda.modules.common.base.KickstartModuleInterface.InstallWithTasks": (
        "modules/common/base/base_interface.py",
        "KickstartModuleInterface",
        "InstallWithTasks",
    ),
    "pyanaconda.modules.common.task.Task.__init__": ("modules/common/task/task.py", "Task", "__init__"),
    "pyanaconda.modules.common.task.Task.name": ("modules/common/task/task.py", "AbstractTask", "name"),
    "pyanaconda.modules.common.task.Task.run": ("modules/common/task/task.py", "Task", "run"),
    "pyanaconda.modules.common.task.Task.start": ("modules/common/task/task.py", "Task", "start"),
    "pyanaconda.modules.common.task.Task.finish": ("modules/common/task/task.py", "Task", "finish"),
    "pyanaconda.modules.common.task.Task.is_running": ("modules/common/task/task.py", "Task", "is_running"),
    "pyanaconda.modules.common.task.Task.get_result": ("modules/common/task/result.py", "ResultProvider", "get_result"),
    "pyanaconda.modules.common.task.Task.report_progress": (
        "modules/common/task/progress.py",
        "ProgressReporter",
        "report_progress",
    ),
    "pyanaconda.modules.common.task.TaskInterface.Name": (
        "modules/common/task/task_interface.py",
        "TaskInterface",
        "Name",
    ),
    "pyanaconda.modules.common.task.TaskInterface.Progress": (
        "modules/common/task/task_interface.py",
        "TaskInterface",
        "Progress",
    ),
    "pyanaconda.modules.common.task.TaskInterface.IsRunning": (
        "modules/common/task/task_interface.py",
        "TaskInterface",
        "IsRunning",
    ),
    "pyanaconda.modules.common.task.TaskInterface.Start": (
        "modules/common/task/task_interface.py",
        "TaskInterface",
        "Start",
    ),
    "pyanaconda.modules.common.task.TaskInterface.Finish": (
        "modules/common/task/task_interface.py",
        "TaskInterface",
        "Finish",
    ),
    "stand_ins.storage.DeviceTree.GetMountPoints": (
        "modules/storage/devicetree/viewer_interface.py",
        "DeviceTreeViewerInterface",
        "GetMountPoints",
    ),
    "stand_ins.storage.DeviceTree.GetDeviceData": (
        "modules/storage/devicetree/viewer_interface.py",
        "DeviceTreeViewerInterface",
        "GetDeviceData",
    ),
    "stand_ins.storage.DeviceTree.GetFormatData": (
        "modules/storage/devicetree/viewer_interface.py",
        "DeviceTreeViewerInterface",
        "GetFormatData",
    ),
}
# Values that must be there: file, and the text of an assignment or of a class's head.
NAMES = {
    "ADDONS_NAMESPACE": "modules/common/constants/namespaces.py",
    "DEVICE_TREE_NAMESPACE": "modules/common/constants/namespaces.py",
    "STORAGE_NAMESPACE": "modules/common/constants/namespaces.py",
    "STORAGE": "modules/common/constants/services.py",
    "DEVICE_TREE": "modules/common/constants/objects.py",
    "TaskContainer": "modules/common/containers.py",
    "InstallationError": "modules/common/errors/installation.py",
    "DBus": "core/dbus.py",
    "VERSION": "core/kickstart/version.py",
    "KickstartSpecification": "core/kickstart/specification.py",
    "conf": "core/configuration/anaconda.py",
}


def _function(tree: ast.Module, class_name: str, name: str) -> ast.FunctionDef:
    body: list[ast.stmt] = tree.body
    if class_name:
        body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == class_name).body
    return next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == name)


def _describe(function: ast.FunctionDef) -> dict[str, object]:
    arguments = function.args
    plain = len(arguments.args) - len(arguments.defaults)
    names = [one.arg + ("=" if index >= plain else "") for index, one in enumerate(arguments.args)]
    names += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    names += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    types = [ast.unparse(one.annotation) for one in arguments.args if one.annotation]
    answers = ast.unparse(function.returns) if function.returns else ""
    is_property = any(isinstance(one, ast.Name) and one.id == "property" for one in function.decorator_list)
    return {"parameters": names, "types": types, "answers": answers, "property": is_property}


def _defines(tree: ast.Module, name: str) -> bool:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return True
        if isinstance(node, ast.ClassDef) and node.name == name:
            return True
        if isinstance(node, ast.ImportFrom) and any((one.asname or one.name) == name for one in node.names):
            return True
    return False


def record(directory: Path) -> dict[str, Any]:
    """What one source tree has."""

    def parse(file: str) -> ast.Module:
        return ast.parse((directory / "pyanaconda" / file).read_text())

    used = {name: _describe(_function(parse(file), owner, function)) for name, (file, owner, function) in USED.items()}
    return {"functions": used, "names": sorted(name for name, file in NAMES.items() if _defines(parse(file), name))}


if __name__ == "__main__":
    trees = dict(word.split("=", 1) for word in sys.argv[1:])
    for number, (name, directory) in enumerate(trees.items()):
        found = record(Path(directory))
        lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(found["functions"].items())]
        functions = ",\n".join(lines)
        print(
            "{" if number == 0 else ",",
            f'"{name}": {{"names": {json.dumps(found["names"])}, "functions": {{\n{functions}}}}}',
        )
    print("}")

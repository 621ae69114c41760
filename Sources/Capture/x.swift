internal import LabModel

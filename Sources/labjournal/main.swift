import LabModel
print(LSN(bytes: 5))
